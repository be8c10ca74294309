// Questions about access: which pieces give what, and to whom.

/** piecesOn lists the pieces of roles that hold on a scope, with those of their privileges that do. */
function piecesOn(t, roles, scope) {
  const wider = new Set(t.wider(scope));
  return roles.flatMap((role) => t.pieces(role).filter((p) => wider.has(p.scope))).flatMap((p) => {
    const privileges = p.scope === scope ? t.sets[p.set] : t.sets[p.set].filter((x) => t.privileges[x].limited);
    return privileges.length ? [{ ...p, privileges }] : [];
  });
}

/** piecesOf lists the pieces of roles that give a privilege. */
function piecesOf(t, roles, privilege) {
  return roles.flatMap((role) => t.pieces(role).filter((p) => t.sets[p.set].includes(privilege)).map((p) => ({ ...p, privileges: [privilege] })));
}

/** folded puts together pieces that differ by scope alone. */
function folded(t, pieces) {
  const found = new Map();
  for (const p of pieces) {
    const privileges = p.privileges ?? t.sets[p.set];
    const key = [p.role, p.way, p.condition, privileges.join()].join("/");
    const line = found.get(key);
    if (line) line.scopes.push(p.scope);
    else found.set(key, { ...p, privileges, scopes: [p.scope] });
  }
  return [...found.values()];
}

/** riskOf is the mask of a list of privileges. */
function riskOf(t, privileges) {
  return privileges.reduce((mask, p) => mask | (1 << Math.max(0, marks.indexOf(t.privileges[p].risk))), 0);
}

/** marksOf is what roles have anywhere. */
function marksOf(t, roles) {
  return roles.reduce((mask, r) => mask | t.all(r), 0);
}

/** givers lists roles with a piece that fits, and who holds them. */
function givers(t, fits) {
  return t.roles.flatMap((_, role) => {
    const pieces = fits(role);
    return pieces.length ? [{ role, pieces }] : [];
  });
}

/** endings lists members of bindings that end, the soonest first. */
function endings(t) {
  return t.principals.flatMap((p, principal) => (p.holds ?? []).filter((m) => m.until).map((member) => ({ principal, member })))
    .sort((a, b) => compare(a.member.until, b.member.until) || a.principal - b.principal);
}

/** findingsFor lists the findings about a target, and, with an address, about an object of it. */
function findingsFor(t, address) {
  return data.findings.filter((f) => (!f.target || f.target.split(", ").includes(t.id)) && (address === undefined || (address && f.subject === address)));
}

/** standing are findings that nothing silences. */
function standing(list) {
  return list.filter((f) => !f.suppressed);
}
