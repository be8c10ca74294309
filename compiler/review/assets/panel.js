// The panel beside the matrix: the rows behind a cell, with the way to each.

class Panel {
  constructor() {
    this.head = el("h2", { tabindex: "-1", id: "panel-head" });
    this.body = el("div");
    this.box = el("aside", { class: "panel", "aria-labelledby": "panel-head", hidden: true, onkeydown: (e) => e.key === "Escape" && this.close() },
      el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => this.close() }, "✕"), this.head, this.body);
    this.back = () => {};
  }

  close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.back();
  }

  open(t, row, column, byRole, byScope, words, focus) {
    const pieces = byScope ? piecesOn(t, row.roles, column.i) : piecesOf(t, row.roles, column.i);
    this.head.replaceChildren(...[byRole ? link("role", row.name) : link("principal", row.name), byScope ? " on " : " and ", byScope ? scopeLink(t, column.i) : privilegeLink(t, column.i)].map((x) => (x instanceof Node ? x : document.createTextNode(x))));
    const lines = folded(t, pieces).sort((a, b) => riskOf(t, b.privileges) - riskOf(t, a.privileges));
    this.body.replaceChildren(el("p", {}, pieces.length ? words + ", by " + count(lines.length, "grant") : "Nothing."), ...lines.slice(0, firstRows).map((p) => this.piece(t, p, row, byRole)),
      ...(lines.length > firstRows ? [el("p", {}, "and " + number(lines.length - firstRows) + " more, on the page of the " + (byRole ? "role" : "principal"))] : []));
    this.box.hidden = false;
    if (focus) this.head.focus();
  }

  piece(t, p, row, byRole) {
    return el("article", { class: "piece" },
      el("p", {}, several(byRisk(t, p.privileges), 12, (x) => privilegeLink(t, x)), " on ", several(p.scopes, 4, (s) => scopeLink(t, s)), " ", riskBadges(riskOf(t, p.privileges))),
      p.condition >= 0 && el("p", {}, "while ", conditionLink(t, p.condition), ": ", code(t.conditions[p.condition].expression.trim(), "expression")),
      chain(t, p.way, true, byRole ? [] : bindingSteps(t, row.i, p.role)));
  }
}
