// Search over everything of a target.

const mostHits = 50;

function searchView(t, route) {
  const words = (route.query.get("q") ?? "").trim();
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = wanted.length ? hits(t, (text) => { const low = text.toLowerCase(); return wanted.every((w) => low.includes(w)); }) : [];
  const total = found.reduce((n, g) => n + g.items.length, 0);
  return [
    el("h1", {}, "Search"),
    el("p", { class: "lead" }, wanted.length ? [count(total, "hit"), " for ", code(words), " in ", code(t.key)] : "Type a name, a privilege, a file, or words of a finding in the field above."),
    found.filter((g) => g.items.length).map((g) => section(g.title, el("ul", { class: "hits" }, g.items.slice(0, mostHits).map(g.item)), g.items.length > mostHits && el("p", { class: "quiet" }, "and " + number(g.items.length - mostHits) + " more"))),
  ];
}

function hits(t, fits) {
  const of = (list, text) => list.map((_, i) => i).filter((i) => fits(text(list[i], i)));
  return [
    { title: "Principals", items: of(t.principals, (p) => p.name + " " + (p.holds ?? []).map((m) => m.by + " " + (m.place ?? "")).join(" ")), item: (i) => el("li", {}, principalLink(t, i), " ", el("span", { class: "quiet" }, t.principals[i].kind)) },
    { title: "Roles", items: of(t.roles, (r) => [r.name, r.address, r.about, r.place].join(" ")), item: (i) => el("li", {}, roleLink(t, i), " ", el("span", { class: "quiet" }, t.roles[i].about)) },
    { title: "Scopes", items: of(t.scopes, (_, i) => t.scopeName(i)), item: (i) => el("li", {}, scopeLink(t, i)) },
    { title: "Privileges", items: of(t.privileges, (p) => p.name + " " + p.risk), item: (i) => el("li", {}, privilegeLink(t, i), " ", el("span", { class: "quiet" }, t.privileges[i].about)) },
    { title: "Conditions", items: of(t.conditions, (c) => [c.id, c.about, c.expression, c.place].join(" ")), item: (i) => el("li", {}, conditionLink(t, i), " ", el("span", { class: "quiet" }, t.conditions[i].about)) },
    { title: "Findings", items: findingsFor(t).filter((f) => fits([f.rule, f.name, f.message, f.help, f.place, f.subject].join(" "))), item: (f) => el("li", {}, severityBadge(f), " ", code(f.rule), " ", f.message, " ", place(f.place)) },
  ];
}
