// What the data says, with what is asked of it often. Rows that differ by privilege
// alone are one piece: a scope, a condition, a way and a set of privileges.

const marks = ["read", "write", "destructive", "admin"];
const reaches = ["everywhere", "database", "collection"];

class Target {
  constructor(d) {
    Object.assign(this, d);
    this.key = d.of === "deployed" ? d.id + " (deployed)" : d.id;
    this.roleNamed = new Map(d.roles.map((r, i) => [r.name, i]));
    this.roleAt = new Map(d.roles.map((r, i) => [r.address, i]));
    this.principalNamed = new Map(d.principals.map((p, i) => [p.name, i]));
    this.privilegeNamed = new Map(d.privileges.map((p, i) => [p.name, i]));
    this.conditionNamed = new Map(d.conditions.map((c, i) => [c.id, i]));
    this.scopeNamed = new Map(d.scopes.map((s, i) => [scopeKey(s[0], s[1]), i]));
    this.masks = d.sets.map((set) => this.maskOf(set));
    this.everyone = d.roles.flatMap((r, i) => (r.everyone ? [i] : []));
    this.marksIn = d.roles.map(() => undefined);
    this.reachIn = d.roles.map(() => undefined);
    this.above = d.scopes.map(() => undefined);
  }

  /** maskOf is the risks of a set: of privileges limited to databases in the low four bits, of others above. */
  maskOf(set) {
    let mask = 0;
    for (const p of set) {
      const { risk, limited } = this.privileges[p];
      mask |= (1 << Math.max(0, marks.indexOf(risk))) << (limited ? 0 : 4);
    }
    return mask;
  }

  /** pieces lists those of a role. */
  pieces(role) {
    const list = this.roles[role].pieces, out = [];
    for (let i = 0; i < list.length; i += 4) {
      out.push({ role, scope: list[i], condition: list[i + 1], way: list[i + 2], set: list[i + 3] });
    }
    return out;
  }

  /** scopeMarks says what a role has on each scope that it names; what a condition decides eight bits higher. */
  scopeMarks(role) {
    if (!this.marksIn[role]) {
      const found = new Map(), list = this.roles[role].pieces;
      for (let i = 0; i < list.length; i += 4) {
        const mask = this.masks[list[i + 3]] << (list[i + 1] < 0 ? 0 : 8);
        found.set(list[i], (found.get(list[i]) ?? 0) | mask);
      }
      this.marksIn[role] = found;
    }
    return this.marksIn[role];
  }

  /** wider lists the scopes that contain one, itself first. */
  wider(scope) {
    if (!this.above[scope]) {
      const [d, c] = this.scopes[scope];
      const keys = [[d, c], [d, "*"], ["*", c], ["*", "*"]].map(([x, y]) => this.scopeNamed.get(scopeKey(x, y)));
      this.above[scope] = [...new Set(keys.filter((k) => k !== undefined))];
    }
    return this.above[scope];
  }

  /** onScope is what a role has on a scope: marks that always hold low, those under a condition alone eight bits higher. */
  onScope(role, scope) {
    const found = this.scopeMarks(role);
    let mask = 0;
    for (const s of this.wider(scope)) {
      const m = found.get(s) ?? 0;
      mask |= m & 0x0f0f;
      if (s === scope) mask |= (m >> 4) & 0x0f0f; // what is no matter of databases holds where it is written
    }
    return mask;
  }

  /** all is what a role has anywhere. */
  all(role) {
    let mask = 0;
    for (const m of this.scopeMarks(role).values()) mask |= m | (m >> 4);
    return mask & 0x0f0f;
  }

  /** howFar says how far each privilege of a role goes, as marks of reaches. */
  howFar(role) {
    if (!this.reachIn[role]) {
      const found = new Map();
      for (const piece of this.pieces(role)) {
        const [d, c] = this.scopes[piece.scope];
        const bit = (c !== "*" ? 4 : d !== "*" ? 2 : 1) << (piece.condition < 0 ? 0 : 8);
        for (const p of this.sets[piece.set]) found.set(p, (found.get(p) ?? 0) | bit);
      }
      this.reachIn[role] = found;
    }
    return this.reachIn[role];
  }

  /** shared lists the roles that a principal has because everyone has them; a token has none. */
  shared(principal) {
    return this.principals[principal].kind === "token" ? [] : this.everyone;
  }

  /** held lists the roles that a principal has now, and what everyone has. */
  held(principal) {
    const list = (this.principals[principal].holds ?? []).filter((m) => !m.ended).map((m) => m.role);
    return [...new Set([...list, ...this.shared(principal)])];
  }

  /** holders lists who holds a role by a binding. */
  holders(role) {
    if (!this.heldBy) {
      this.heldBy = this.roles.map(() => []);
      this.principals.forEach((p, i) => (p.holds ?? []).forEach((m) => this.heldBy[m.role].push({ principal: i, member: m })));
    }
    return this.heldBy[role];
  }

  /** reachedBy lists what of a principal's access holds elsewhere too. */
  reachedBy(principal) {
    const at = this.principals[principal].reach, lines = [];
    if (at < 0) return { lines, more: 0 };
    const { lines: flat, more } = this.reaches[at];
    for (let i = 0; i < flat.length; i += 5) {
      lines.push({ role: flat[i], scope: flat[i + 1], condition: flat[i + 2], set: flat[i + 3], databases: this.places[flat[i + 4]] });
    }
    return { lines, more: more ?? 0 };
  }

  scopeName(scope) {
    const [d, c] = this.scopes[scope];
    if (d === "*" && c === "*") return this.scoped ? "*" : "the whole account";
    return this.scoped ? d + "." + c : "collection " + c;
  }
}

function scopeKey(database, collection) {
  return database + "\u0000" + collection;
}

/** either is a mask with what always holds taken out of what a condition decides. */
function either(mask) {
  const always = mask & 0xf;
  return { always, perhaps: (mask >> 8) & 0xf & ~always };
}

/** worst is the highest mark of a mask, -1 for none. */
function worst(mask) {
  return 31 - Math.clz32((mask | (mask >> 8)) & 0xf);
}

const targets = data.targets.map((d) => new Target(d));
