// The first view: what is reviewed, the verdict, and what to look at first.

function overview(t) {
  const found = standing(findingsFor(t));
  const by = (s) => found.filter((f) => f.severity === s).length;
  const tile = (n, what, href, cls) => el("a", { class: "tile " + (n ? cls ?? "" : "zero"), href }, el("strong", {}, number(n)), " ", what);
  return [
    el("h1", {}, code(t.id)),
    el("p", { class: "lead" }, t.title, " · ", t.of === "deployed" ? "what is deployed" : "the policy as it compiles", t.changes && [" · ", data.against ? "changes since " + data.against : "compared with what is deployed"]),
    el("p", { class: "verdict" }, verdict(t, by)),
    el("nav", { class: "tiles", "aria-label": "In numbers" },
      tile(by("error"), by("error") === 1 ? "error" : "errors", address("findings", "", { severity: "error" }), "error"),
      tile(by("warning"), by("warning") === 1 ? "warning" : "warnings", address("findings", "", { severity: "warning" }), "warning"),
      tile(by("info"), by("info") === 1 ? "note" : "notes", address("findings", "", { severity: "info" }), "info"),
      tile(t.principals.length, t.principals.length === 1 ? "principal" : "principals", address("principals")),
      tile(t.roles.length, t.roles.length === 1 ? "role" : "roles", address("roles")),
      tile(t.scopes.length, t.scopes.length === 1 ? "scope" : "scopes", address("matrix")),
      tile(t.rows, t.rows === 1 ? "row of access" : "rows of access", address("matrix"))),
    facts([
      ["Server", [t.title, t.version && t.version !== "cloud" && !t.title.endsWith(t.version) && " (" + t.version + ")"]],
      ["Revision", t.revision && code(t.revision, "digest")],
      ["Policy files", t.of === "policy" && data.sources && code(data.sources, "digest")],
      ["State", t.changes?.digest && code(t.changes.digest, "digest")],
      ["Expiry judged by", data.now ? code(data.now) : "the clock when this was written; give --now to fix and show it"],
      ["Written by", data.version && "rolecall " + data.version],
    ]),
    strongest(t),
    ending(t),
    found.length > 0 && section("Findings", findingsTable(found.slice(0, 5), "The worst findings"), found.length > 5 && el("p", {}, el("a", { href: address("findings") }, "All " + count(found.length, "finding")))),
    t.changes && section("Changes", el("p", {}, t.changes.verdict, ". ", el("a", { href: address("changes") }, "What changes, and for whom"))),
    notesOf(t, (n) => !n.principal),
  ];
}

/** verdict is what a reviewer should know first, in a sentence. */
function verdict(t, by) {
  const high = (bit) => t.principals.filter((_, i) => (marksOf(t, t.held(i)) | (marksOf(t, t.held(i)) >> 8)) & bit).length;
  const parts = [];
  const [errors, warnings] = [by("error"), by("warning")];
  parts.push(errors + warnings === 0 ? "No error or warning stands" : [errors && count(errors, "error"), warnings && count(warnings, "warning")].filter(Boolean).join(" and ") + (errors + warnings === 1 ? " stands" : " stand"));
  const [admins, destroyers] = [high(8), high(4)];
  parts.push(admins ? count(admins, "principal holds", "principals hold") + " admin access" : "nobody holds admin access");
  if (destroyers) parts.push(number(destroyers) + " destructive access");
  if (t.changes) parts.push(t.changes.gained + t.changes.lost === 0 ? "nobody gains or loses access" : number(t.changes.gained) + " rows of access are gained and " + number(t.changes.lost) + " lost");
  return parts.join("; ") + ".";
}

const mostStrongest = 10;

/** strongest is who holds most, by risk and then by how many scopes. */
function strongest(t) {
  const rows = t.principals.map((_, i) => summaryOf(t, i)).filter((r) => r.mask)
    .sort((a, b) => (b.mask & 0xf) - (a.mask & 0xf) || b.mask - a.mask || b.scopes - a.scopes || a.principal - b.principal);
  if (!rows.length) return undefined;
  return section("Who holds most", table({ caption: "Principals by what they hold, the strongest first", hidden: true, rows: rows.slice(0, mostStrongest), columns: principalColumns(t).slice(0, 5) }),
    rows.length > mostStrongest && el("p", {}, el("a", { href: address("principals") }, "All " + count(t.principals.length, "principal"))));
}

function ending(t) {
  const rows = endings(t);
  return rows.length > 0 && section("Bindings that end", table({
    caption: "Bindings that end, the soonest first", hidden: true, rows,
    columns: [
      { name: "Principal", head: true, cell: (r) => principalLink(t, r.principal) },
      { name: "Role", cell: (r) => roleLink(t, r.member.role) },
      { name: "Until", cell: (r) => until(r.member) },
      { name: "Bound by", cell: (r) => [code(r.member.by), " ", place(r.member.place)] },
    ],
  }));
}
