// Roles: all of them, and each by itself.

function roleLine(t, role) {
  const scopes = t.scopeMarks(role).size;
  return { role, mask: t.all(role), scopes, holders: new Set(t.holders(role).filter((h) => !h.member.ended).map((h) => h.principal)).size };
}

function rolesView(t) {
  const rows = t.roles.map((_, i) => roleLine(t, i));
  return [
    el("h1", {}, "Roles"),
    el("p", { class: "lead" }, "Roles of the ", t.of === "deployed" ? "server" : "policy", " and those of the vendor that somebody holds."),
    table({
      caption: "Roles, who holds them, and what they give", hidden: true, rows, noun: "role", empty: "There are none.",
      text: (r) => t.roles[r.role].name + " " + (t.roles[r.role].about ?? ""),
      columns: [
        { name: "Role", head: true, cell: (r) => [roleLink(t, r.role), t.roles[r.role].vendor && [" ", el("span", { class: "badge" }, "vendor’s")]], value: (r) => t.roles[r.role].name },
        { name: "What for", class: "about", cell: (r) => t.roles[r.role].about },
        { name: "Risk", cell: (r) => riskBadges(r.mask), value: (r) => r.mask & 0xf, down: true },
        { name: "Held by", class: "number", cell: (r) => (t.roles[r.role].everyone ? "everyone" : number(r.holders)), value: (r) => (t.roles[r.role].everyone ? 1e9 : r.holders), down: true },
        { name: "Scopes", class: "number", cell: (r) => number(r.scopes), value: (r) => r.scopes, down: true },
        { name: "Rows", class: "number", cell: (r) => number(t.roles[r.role].rows), value: (r) => t.roles[r.role].rows, down: true },
        { name: "Place", cell: (r) => place(t.roles[r.role].place) },
      ],
    }),
  ];
}

function roleView(t, name) {
  const i = t.roleNamed.get(name);
  if (i === undefined) return missing("role", name);
  const r = t.roles[i], found = findingsFor(t, r.address);
  const conditions = [...new Set(t.pieces(i).map((p) => p.condition))].filter((c) => c >= 0);
  return [
    el("p", { class: "crumb" }, el("a", { href: address("roles") }, "Roles")),
    el("h1", {}, code(name)),
    r.about && el("p", { class: "lead" }, r.about),
    facts([
      ["Address", r.address && [code(r.address), " ", place(r.place)]],
      ["Risk", riskBadges(t.all(i))],
      ["Rows", number(r.rows)],
      ["Includes", r.includes && el("ul", { class: "plain" }, r.includes.map((l) => el("li", {}, step(t, t.links[l]), " ", place(t.links[l].place))))],
      ["Vendor’s", r.vendor && (r.bypass ? "passes every check of the server" : "yes")],
      ["Not known", r.unknown],
    ]),
    section("Who holds it", r.everyone ? el("p", {}, "Everyone who can sign in.") : undefined, holdersTable(t, t.holders(i), name)),
    section("What it gives", accessTable(t, "What " + name + " gives", t.pieces(i))),
    conditions.length > 0 && section("Conditions", conditions.map((c) => conditionBlock(t, c))),
    found.length > 0 && section("Findings", findingsTable(found, "Findings about " + name)),
    notesOf(t, (n) => n.role === name),
  ];
}

function holdersTable(t, holders, name) {
  return table({
    caption: "Who holds " + name, hidden: true, rows: holders, noun: "holder", empty: "Nobody by a binding.", text: (h) => t.principals[h.principal].name + " " + h.member.by,
    columns: [
      { name: "Principal", head: true, cell: (h) => principalLink(t, h.principal), value: (h) => t.principals[h.principal].name },
      { name: "Until", cell: (h) => until(h.member), value: (h) => h.member.until ?? "~" },
      holders.some((h) => h.member.project) && { name: "Project", cell: (h) => h.member.project && code(h.member.project) },
      { name: "Bound by", cell: (h) => [code(h.member.by), " ", place(h.member.place)], value: (h) => h.member.by },
    ].filter(Boolean),
  });
}

function conditionBlock(t, c) {
  const d = t.conditions[c];
  return el("div", { class: "condition" }, el("h3", {}, link("condition", d.id)), d.about && el("p", {}, d.about), el("pre", {}, lines(d.expression)), el("p", {}, place(d.place)));
}
