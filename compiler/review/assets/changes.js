// The difference: what changes, and who gains or loses what.

const markWords = { "+": "added", "-": "removed", "~": "changed", ">": "renamed", "!": "dangerous", "=": "kept" };

function changesView(t) {
  const c = t.changes;
  if (!c) return [el("h1", {}, "Changes"), el("p", {}, "Nothing is compared: give --state STATE or --against REV to rolecall report.")];
  return [
    el("h1", {}, "Changes"),
    el("p", { class: "lead" }, data.against ? ["of the policy since ", code(data.against)] : "that a deployment of the policy would make on the server"),
    el("p", { class: "verdict" }, c.verdict, "."),
    c.sections.map((s) => section(s.title, s.about && el("p", { class: "quiet" }, s.about), changeList(s.lines))),
  ];
}

function changeList(list) {
  return el("ul", { class: "changes" }, list.map((l) => el("li", { class: "mark" + (markWords[l.mark] ? " " + markWords[l.mark] : "") },
    markWords[l.mark] && el("span", { class: "sign" }, el("span", { "aria-hidden": "true" }, l.mark), el("span", { class: "hidden" }, markWords[l.mark])),
    el("div", {}, (l.text ?? []).map(stretch), " ", place(l.place), l.lines && changeList(l.lines)))));
}

function stretch(s) {
  switch (s.kind) {
    case "name": return named(s.text);
    case "scope": case "address": return code(s.text);
    case "emphasis": return el("strong", {}, s.text);
  }
  return s.text;
}

/** named leads to the page of what has the name, where there is one. */
function named(name) {
  const t = current.target;
  if (t.roleNamed.has(name)) return link("role", name);
  if (t.principalNamed.has(name)) return link("principal", name);
  return t.privilegeNamed.has(name) ? link("privilege", name) : code(name);
}
