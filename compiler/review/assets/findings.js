// Findings of lint, the accepted ones too.

function findingsView(t, route) {
  const severity = route.query.get("severity") ?? "all", found = findingsFor(t);
  const chosen = found.filter((f) => severity === "all" || (severity === "accepted" ? f.suppressed : f.severity === severity && !f.suppressed));
  const n = (keep) => number(found.filter(keep).length);
  const options = [["all", "all, " + found.length], ...["error", "warning", "info"].map((s) => [s, s + ", " + n((f) => f.severity === s && !f.suppressed)]), ["accepted", "accepted, " + n((f) => f.suppressed)]];
  return [
    el("h1", {}, "Findings"),
    el("p", { class: "lead" }, "What rolecall lint says of the policy. Accepted ones are silenced by a comment or a baseline, with their reason."),
    findingsTable(chosen, "Findings", choose("Severity", options, severity, (value) => { location.hash = address("findings", "", { severity: value === "all" ? "" : value }); })),
  ];
}

function findingsTable(found, caption, tools) {
  const rank = { error: 3, warning: 2, info: 1 };
  return table({
    caption, hidden: true, rows: found, noun: "finding", empty: "None.", tools,
    text: tools && ((f) => [f.rule, f.name, f.message, f.help, f.place, f.subject, f.suppressed?.reason].join(" ")),
    columns: [
      { name: "Severity", cell: severityBadge, value: (f) => rank[f.severity], down: true },
      { name: "Rule", cell: (f) => el("a", { href: f.url, rel: "noreferrer noopener", target: "_blank", title: f.name }, code(f.rule)), value: (f) => f.rule },
      { name: "What is so", class: "message", cell: findingText },
      { name: "Place", cell: (f) => place(f.place), value: (f) => f.place ?? "" },
    ],
  });
}

function findingText(f) {
  return [
    el("p", {}, f.message, f.subject && subjectLink(f.subject)),
    f.help && el("p", { class: "quiet" }, lines(f.help)),
    f.related && el("ul", { class: "plain" }, f.related.map((r) => el("li", {}, r.message, " ", place(r.place)))),
    f.suppressed && el("p", {}, el("strong", {}, "Accepted"), " by a " + f.suppressed.kind, f.suppressed.reason && [": ", f.suppressed.reason], f.suppressed.until && [", until ", f.suppressed.until]),
  ];
}

/** subjectLink leads to the page of the role that a finding is about. */
function subjectLink(subject) {
  const role = current.target.roleAt.get(subject);
  return role === undefined ? undefined : [" ", link("role", current.target.roles[role].name, "→ " + subject)];
}
