// Principals: all of them, and each by itself.

/** summaryOf is what a line says of a principal. */
function summaryOf(t, principal) {
  const roles = t.held(principal);
  const scopes = new Set(roles.flatMap((r) => [...t.scopeMarks(r).keys()]));
  return { principal, roles, mask: marksOf(t, roles), scopes: scopes.size, rows: roles.reduce((n, r) => n + t.roles[r].rows, 0) };
}

function principalColumns(t) {
  const name = (r) => t.principals[r.principal].name;
  const soonest = (r) => (t.principals[r.principal].holds ?? []).filter((m) => m.until && !m.ended).map((m) => m.until).sort()[0] ?? "~";
  return [
    { name: "Principal", head: true, cell: (r) => principalLink(t, r.principal), value: name },
    { name: "Kind", cell: (r) => t.principals[r.principal].kind.replace("_", " "), value: (r) => t.principals[r.principal].kind },
    { name: "Holds", cell: (r) => several(r.roles, 4, (x) => roleLink(t, x)) },
    { name: "Risk", cell: (r) => riskBadges(r.mask), value: (r) => r.mask & 0xf, down: true },
    { name: "Scopes", class: "number", cell: (r) => number(r.scopes), value: (r) => r.scopes, down: true },
    { name: "Rows", class: "number", cell: (r) => number(r.rows), value: (r) => r.rows, down: true },
    { name: "First end", cell: (r) => (soonest(r) === "~" ? el("span", { class: "quiet" }, "none") : soonest(r).replace("T00:00:00Z", "")), value: soonest },
  ];
}

function principalsView(t) {
  const rows = t.principals.map((_, i) => summaryOf(t, i));
  const text = (r) => t.principals[r.principal].name + " " + t.principals[r.principal].kind + " " + r.roles.map((x) => t.roles[x].name).join(" ");
  return [
    el("h1", {}, "Principals"),
    el("p", { class: "lead" }, "Everyone who is bound, declared or deployed, with what they hold now", t.everyone.length > 0 && [", what everyone holds included: ", joined(t.everyone.map((r) => roleLink(t, r)), ", ")], "."),
    table({ caption: "Principals and what they hold", hidden: true, columns: principalColumns(t), rows, text, noun: "principal", empty: "Nobody is bound." }),
  ];
}

function principalView(t, name) {
  const i = t.principalNamed.get(name);
  if (i === undefined) return missing("principal", name, "What everyone has it has as well.");
  const p = t.principals[i], s = summaryOf(t, i), holds = p.holds ?? [];
  const reached = t.reachedBy(i);
  return [
    el("p", { class: "crumb" }, el("a", { href: address("principals") }, "Principals")),
    el("h1", {}, code(name)),
    el("p", { class: "lead" }, p.kind.replace("_", " "), " · ", count(s.rows, "row"), " on ", count(s.scopes, "scope"), " · ", riskBadges(s.mask)),
    section("Roles", table({
      caption: "Roles that " + name + " holds", hidden: true, rows: [...holds, ...t.shared(i).map((role) => ({ role, everyone: true }))], empty: "None.",
      columns: [
        { name: "Role", head: true, cell: (m) => roleLink(t, m.role) },
        { name: "Risk", cell: (m) => riskBadges(t.all(m.role)) },
        { name: "Until", cell: (m) => (m.everyone ? el("span", { class: "quiet" }, "everyone holds it") : until(m)) },
        holds.some((m) => m.project) && { name: "Project", cell: (m) => m.project && code(m.project) },
        { name: "Bound by", cell: (m) => !m.everyone && [code(m.by), " ", place(m.place)] },
      ].filter(Boolean),
    })),
    section("What it can do", accessTable(t, "What " + name + " can do", s.roles.flatMap((r) => t.pieces(r)), { roles: true })),
    reached.lines.length + reached.more > 0 && section("Also reaches", el("p", {}, "The server authorises a request against the database of its connection, not against the one it names: so the same access also holds on collections of the same name elsewhere."), reachTable(t, reached.lines), reached.more > 0 && el("p", {}, "and " + number(reached.more) + " more, which rolecall what-can lists")),
    notesOf(t, (n) => !n.principal || n.principal === name),
  ];
}

function reachTable(t, reached) {
  return table({
    caption: "Access that also holds elsewhere", hidden: true, rows: reached,
    columns: [
      { name: "Role", head: true, cell: (r) => roleLink(t, r.role) },
      { name: "Given on", cell: (r) => scopeLink(t, r.scope) },
      { name: "Reaches databases", cell: (r) => (r.databases[0] === "*" ? "any other" : several(r.databases, 6, (d) => code(d))) },
      { name: "Privileges", class: "privileges", cell: (r) => several(byRisk(t, t.sets[r.set]), 8, (p) => privilegeLink(t, p)) },
      { name: "Condition", cell: (r) => conditionLink(t, r.condition) || el("span", { class: "quiet" }, "always") },
    ],
    text: (r) => [t.roles[r.role].name, t.scopeName(r.scope), ...r.databases, ...t.sets[r.set].map((p) => t.privileges[p].name)].join(" "),
  });
}

function missing(kind, name, more) {
  return [el("h1", {}, "No such " + kind), el("p", {}, "Nothing here is called ", code(name), ". ", more)];
}
