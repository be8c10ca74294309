// Parts that several views share.

/** letters are the marks of a mask: those that always hold, then in brackets those under a condition. */
function letters(mask, names = marks) {
  const { always, perhaps } = either(mask);
  const some = (bits) => names.flatMap((m, i) => (bits & (1 << i) ? m[0].toUpperCase() : [])).join("");
  return some(always) + (perhaps ? "(" + some(perhaps) + ")" : "");
}

/** inWords is what a mask says, for those who do not see it. */
function inWords(mask, names = marks) {
  const { always, perhaps } = either(mask);
  const some = (bits) => names.filter((_, i) => bits & (1 << i)).join(", ");
  return [some(always), perhaps && "under a condition " + some(perhaps)].filter(Boolean).join("; ") || "nothing";
}

/** riskBadges are the marks of a mask as words, the worst first. */
function riskBadges(mask) {
  const { always, perhaps } = either(mask);
  const badge = (m, i, maybe) => el("span", { class: "badge " + m + (maybe ? " maybe" : "") }, m, maybe && el("span", { class: "quiet", title: "under a condition" }, " if…"));
  const all = marks.flatMap((m, i) => (always & (1 << i) ? badge(m, i) : perhaps & (1 << i) ? badge(m, i, true) : []));
  return el("span", { class: "badges" }, all.length ? all.reverse() : el("span", { class: "quiet" }, "nothing"));
}

function severityBadge(f) {
  return el("span", { class: "badge severity " + f.severity }, f.severity, f.suppressed && el("span", { class: "quiet" }, " accepted"));
}

function link(kind, name, ...children) {
  return el("a", { href: address(kind, name) }, children.length ? children : code(name));
}
const principalLink = (t, i) => link("principal", t.principals[i].name);
const roleLink = (t, i) => link("role", t.roles[i].name);
const privilegeLink = (t, i) => link("privilege", t.privileges[i].name, el("bdi", { class: "code " + t.privileges[i].risk }, t.privileges[i].name));
const scopeLink = (t, i) => link("scope", t.scopes[i].join("."), code(t.scopeName(i)));
const conditionLink = (t, i) => i >= 0 && link("condition", t.conditions[i].id);

/** several lists what fits in a cell; the rest opens on request. */
function several(list, most, item) {
  if (list.length <= most + 1) return joined(list.map(item), ", ");
  const rest = el("details", { class: "rest" }, el("summary", {}, "and " + number(list.length - most) + " more"));
  rest.addEventListener("toggle", () => rest.childElementCount === 1 && rest.append(el("span", {}, joined(list.slice(most).map(item), ", "))), { once: true });
  return [joined(list.slice(0, most).map(item), ", "), " ", rest];
}

/** byRisk puts privileges in the order of risk, the worst first. */
function byRisk(t, privileges) {
  const rank = (p) => -marks.indexOf(t.privileges[p].risk);
  return [...privileges].sort((a, b) => rank(a) - rank(b) || compare(t.privileges[a].name, t.privileges[b].name));
}

const linkWords = { role: "role", include: "includes", group: "group", brings: "brought by", token: "token", grant: "granted", binding: "bound by", everyone: "everyone holds" };

/** chain is a way, link by link, each with its place; in full with what comes before the grants of a role. */
function chain(t, way, full = false, first = []) {
  const w = t.ways[way];
  const steps = [...first, ...w.links.map((i) => t.links[i])];
  return el("ol", { class: "chain" }, steps.filter((l) => full || l.kind !== "role").map((l) => el("li", {}, el("span", { class: "quiet" }, linkWords[l.kind] ?? l.kind), " ", l.name && [step(t, l), " "], l.place === "catalog:" + l.name ? el("span", { class: "quiet" }, "of the vendor") : place(l.place))),
    w.service && el("li", {}, el("span", { class: "badge" }, "services only"), " no server enforces it"));
}

function step(t, l) {
  if (l.kind !== "role" && l.kind !== "include") return code(l.name);
  const role = t.roleAt.get(l.name) ?? t.roleNamed.get(l.name);
  return role === undefined ? code(l.name) : link("role", t.roles[role].name, code(l.name));
}

/** bindingSteps is how somebody comes to hold a role. */
function bindingSteps(t, principal, role) {
  const m = (t.principals[principal].holds ?? []).find((x) => x.role === role && !x.ended);
  return m ? [{ kind: "binding", name: m.by, place: m.place }] : [{ kind: "everyone", name: t.roles[role].name }];
}

/** accessTable shows pieces, folded. */
function accessTable(t, caption, pieces, { roles = false } = {}) {
  const rows = folded(t, pieces);
  const columns = [
    roles && { name: "Role", head: true, cell: (r) => roleLink(t, r.role), value: (r) => t.roles[r.role].name },
    { name: "Scope", head: !roles, cell: (r) => several(r.scopes, 4, (s) => scopeLink(t, s)), value: (r) => t.scopeName(r.scopes[0]) },
    { name: "Privileges", class: "privileges", cell: (r) => several(byRisk(t, r.privileges), 8, (p) => privilegeLink(t, p)) },
    { name: "Risk", cell: (r) => riskBadges(riskOf(t, r.privileges)), value: (r) => riskOf(t, r.privileges), down: true },
    t.conditions.length > 0 && { name: "Condition", cell: (r) => conditionLink(t, r.condition) || el("span", { class: "quiet" }, "always"), value: (r) => r.condition },
    { name: "How", class: "how", cell: (r) => chain(t, r.way) },
  ].filter(Boolean);
  const text = (r) => [t.roles[r.role].name, ...r.scopes.map((s) => t.scopeName(s)), ...r.privileges.map((p) => t.privileges[p].name), t.conditions[r.condition]?.id].join(" ");
  return table({ caption, hidden: true, columns, rows, text, empty: "Nothing." });
}

/** facts is a list of terms; those without a value are left out. */
function facts(pairs) {
  return el("dl", { class: "facts" }, pairs.filter(([, v]) => v !== undefined && v !== "" && v !== false && v !== null).map(([k, v]) => el("div", {}, el("dt", {}, k), el("dd", {}, v))));
}

function section(title, ...children) {
  return el("section", {}, el("h2", {}, title), children);
}

/** until is the end of a binding; a day where it is one. */
function until(m) {
  if (!m.until) return el("span", { class: "quiet" }, "for good");
  const day = m.until.replace("T00:00:00Z", "");
  return m.ended ? [el("s", {}, day), " ", el("span", { class: "badge" }, "ended")] : el("time", { datetime: m.until }, day);
}

/** notesOf tells what rows do not show. */
function notesOf(t, keep) {
  const notes = t.notes.filter(keep);
  return notes.length > 0 && section("What rows do not show", el("ul", {}, notes.map((n) =>
    el("li", {}, n.principal && [link("principal", n.principal), n.role ? " as " : ": "], n.role && [link("role", n.role), ": "], n.reason))));
}
