// Who holds what at a glance: roles or principals by scopes or privileges.

function matrixView(t, route) {
  const state = {
    by: route.query.get("by") ?? "role", columns: route.query.get("columns") ?? (t.scopes.length > 1 ? "scope" : "privilege"),
    rows: route.query.get("rows") ?? "", heads: route.query.get("heads") ?? "", least: Number(route.query.get("least") ?? 0),
  };
  const told = el("output", { class: "told", "aria-live": "polite" });
  const key = el("ul", { class: "legend", "aria-label": "What letters mean" });
  const panel = new Panel();
  const grid = new Grid(matrixSpec(t, state, panel));
  const change = (what) => {
    Object.assign(state, what);
    grid.show(matrixSpec(t, state, panel));
    tell();
    keep(state);
  };
  const tell = () => {
    key.replaceChildren(...legend(state.columns));
    const all = state.by === "role" ? t.roles.length : t.principals.length;
    told.textContent = number(grid.spec.rows.length) + " of " + count(all, state.by) + ", " + number(grid.spec.columns.length) + " of " + count(grid.spec.total, state.columns);
  };
  tell();
  grid.box.addEventListener("keydown", (e) => e.key === "Escape" && panel.close());
  panel.back = () => grid.table.focus();
  const choice = (label, name, options) => choose(label, options, state[name], (value) => change({ [name]: name === "least" ? Number(value) : value }));
  return [
    el("h1", {}, "Access matrix"),
    el("p", { class: "lead" }, "What each ", state.by, " may do. A cell counts whatever covers all of its scope. Choose one to see the rows behind it."),
    el("div", { class: "bar" },
      choice("Rows", "by", [["role", "roles"], ["principal", "principals"]]),
      choice("Columns", "columns", [["scope", "scopes"], ["privilege", "privileges"]]),
      choice("Show", "least", [[0, "everything"], [1, "write and worse"], [2, "destructive and worse"], [3, "admin"]]),
      field("Filter rows", (e) => change({ rows: e.target.value }), state.rows),
      field("Filter columns", (e) => change({ heads: e.target.value }), state.heads), told),
    key,
    el("div", { class: "beside" }, grid.box, panel.box),
    el("p", { class: "paper" }, "On paper this is the part that was in view. rolecall report --csv has every row."),
  ];
}

/** keep puts what is chosen into the address, so that it can be passed on. */
function keep(state) {
  history.replaceState(null, "", address("matrix", "", { by: state.by, columns: state.columns, rows: state.rows, heads: state.heads, least: state.least || "" }));
}

function choose(label, options, chosen, onchange) {
  const select = el("select", { onchange: (e) => onchange(e.target.value) }, options.map(([value, text]) => el("option", { value, selected: String(value) === String(chosen) }, text)));
  return el("label", { class: "field" }, el("span", {}, label), select);
}

/** legend says what letters mean. */
function legend(columns) {
  const mark = (cls, text, what) => el("li", {}, el("span", { class: "key " + cls }, text), " ", what);
  const all = columns === "scope" ? marks.map((m, i) => mark("has r" + i, m[0].toUpperCase(), m)) : [
    ...marks.map((m, i) => mark("has r" + i, "\u00a0", m)), mark("", "E", "everywhere"), mark("", "D", "on a database"), mark("", "C", "on a collection"),
  ];
  return [...all, mark("has r1 maybe", columns === "scope" ? "(W)" : "(E)", "under a condition"), el("li", { class: "quiet" }, "an empty cell is nothing")];
}

/** matrixSpec is what the grid shows. */
function matrixSpec(t, state, panel) {
  const wanted = (words) => { const list = words.toLowerCase().split(/\s+/).filter(Boolean); return (name) => list.every((w) => name.toLowerCase().includes(w)); };
  const byRole = state.by === "role", byScope = state.columns === "scope";
  const names = byRole ? t.roles : t.principals;
  const [keepRow, keepColumn] = [wanted(state.rows), wanted(state.heads)];
  const rows = names.map((r, i) => ({ i, name: r.name, href: address(state.by, r.name), roles: byRole ? [i] : t.held(i) })).filter((r) => keepRow(r.name));
  const all = byScope ? scopeColumns(t) : privilegeColumns(t);
  const columns = all.filter((c) => keepColumn(c.title)).filter((c) => byScope || state.least === 0 || marks.indexOf(t.privileges[c.i].risk) >= state.least);
  const least = (0xf << state.least) & 0xf;
  const mask = (r, c) => {
    let m = 0;
    for (const role of rows[r].roles) m |= byScope ? t.onScope(role, columns[c].i) : t.howFar(role).get(columns[c].i) ?? 0;
    return byScope ? m & (least | (least << 8)) : m;
  };
  const cell = (r, c) => {
    const m = mask(r, c);
    if (!m) return undefined;
    const top = 1 << worst(m);
    const rank = byScope ? worst(m) : Math.max(0, marks.indexOf(t.privileges[columns[c].i].risk));
    const head = byScope ? marks : reaches;
    return { text: letters(m, head), label: inWords(m, head), class: "has r" + rank + (m & top ? "" : " maybe") };
  };
  return {
    caption: (byRole ? "Roles" : "Principals") + " by " + (byScope ? "scopes" : "privileges") + " of " + t.key, corner: byRole ? "role" : "principal",
    rows, columns, cell, total: all.length,
    open: (r, c, focus) => panel.open(t, rows[r], columns[c], byRole, byScope, inWords(mask(r, c), byScope ? marks : reaches), focus),
  };
}

function scopeColumns(t) {
  return t.scopes.map((s, i) => ({ i, name: t.scoped ? s[1] : t.scopeName(i), group: t.scoped ? s[0] : "", title: t.scopeName(i), key: s, href: address("scope", s.join(".")) }))
    .sort((a, b) => compare(a.key[0], b.key[0]) || compare(a.key[1], b.key[1]));
}

function privilegeColumns(t) {
  const rank = (p) => marks.indexOf(p.risk);
  return t.privileges.map((p, i) => ({ i, name: p.name, group: p.risk, title: p.name, href: address("privilege", p.name), rank: rank(p) }))
    .sort((a, b) => b.rank - a.rank || compare(a.name, b.name));
}
