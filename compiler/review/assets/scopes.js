// Who may what, from the other side: by scope, privilege and condition.

function scopeView(t, name) {
  const i = t.scopes.findIndex((s) => s.join(".") === name);
  if (i < 0) return missing("scope", name);
  const alias = t.aliases.filter(([d, , c]) => d === t.scopes[i][0] && c === t.scopes[i][1]);
  return [
    el("p", { class: "crumb" }, el("a", { href: address("matrix") }, "Access matrix")),
    el("h1", {}, code(t.scopeName(i))),
    alias.length > 0 && el("p", {}, "Also called ", joined(alias.map(([, a]) => code(a)), ", "), "."),
    giversView(t, givers(t, (role) => piecesOn(t, [role], i)), "on " + t.scopeName(i)),
    notesOf(t, (n) => !n.principal),
  ];
}

function privilegeView(t, name) {
  const i = t.privilegeNamed.get(name);
  if (i === undefined) return missing("privilege", name, "No role of this target gives it.");
  const p = t.privileges[i];
  return [
    el("p", { class: "crumb" }, el("a", { href: address("matrix", "", { columns: "privilege" }) }, "Access matrix")),
    el("h1", {}, code(name)),
    p.about && el("p", { class: "lead" }, p.about),
    facts([["Risk", riskBadges(1 << Math.max(0, marks.indexOf(p.risk)))], ["Level", p.level || "none"]]),
    giversView(t, givers(t, (role) => piecesOf(t, [role], i)), "by " + name),
    notesOf(t, (n) => !n.principal),
  ];
}

function conditionView(t, name) {
  const i = t.conditionNamed.get(name);
  if (i === undefined) return missing("condition", name);
  const d = t.conditions[i];
  return [
    el("h1", {}, code(name)),
    d.about && el("p", { class: "lead" }, d.about),
    el("pre", {}, lines(d.expression)),
    el("p", {}, place(d.place)),
    giversView(t, givers(t, (role) => t.pieces(role).filter((p) => p.condition === i)), "while " + name),
  ];
}

/** giversView lists who holds the roles that give something, and the roles. */
function giversView(t, list, what) {
  const who = new Map();
  for (const g of list) {
    for (const h of t.holders(g.role)) if (!h.member.ended) who.set(h.principal, [...(who.get(h.principal) ?? []), g]);
  }
  const all = list.filter((g) => t.roles[g.role].everyone);
  const rows = [...who].sort(([a], [b]) => a - b).map(([principal, from]) => ({ principal, from, mask: from.reduce((m, g) => m | maskOfPieces(t, g.pieces), 0) }));
  return [
    section("Who can", all.length > 0 && el("p", {}, "Everyone who can sign in, by ", joined(all.map((g) => roleLink(t, g.role)), ", "), "."), table({
      caption: "Who can " + what, hidden: true, rows, noun: "principal", empty: "Nobody by a binding.", text: (r) => t.principals[r.principal].name,
      columns: [
        { name: "Principal", head: true, cell: (r) => principalLink(t, r.principal), value: (r) => t.principals[r.principal].name },
        { name: "By", cell: (r) => several([...new Set(r.from.map((g) => g.role))], 4, (x) => roleLink(t, x)) },
        { name: "Risk", cell: (r) => riskBadges(r.mask), value: (r) => r.mask & 0xf, down: true },
      ],
    })),
    section("By which grants", accessTable(t, "Grants " + what, list.flatMap((g) => g.pieces), { roles: true })),
  ];
}

function maskOfPieces(t, pieces) {
  return pieces.reduce((m, p) => m | (riskOf(t, p.privileges ?? t.sets[p.set]) << (p.condition < 0 ? 0 : 8)), 0);
}
