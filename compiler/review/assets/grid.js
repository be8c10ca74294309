// A grid that has in the page only what is in view: a real table with sticky heads, put
// where it belongs in a room as large as all of it would be.

const [cellWidth, cellHeight, groupHeight, block] = [46, 28, 26, 6];

/** keepRange makes the children of an element, those after the first few, stand for another range, and makes those that are missing. */
function keepRange(parent, first, [from, to], [newFrom, newTo], make) {
  if (newFrom >= to || newTo <= from) {
    while (parent.childElementCount > first) parent.lastElementChild.remove();
    from = to = newFrom;
  }
  for (; from < newFrom; from++) parent.children[first].remove();
  for (; to > newTo; to--) parent.lastElementChild.remove();
  if (newFrom < from) {
    const added = document.createDocumentFragment();
    for (let n = newFrom; n < from; n++) added.append(make(n));
    parent.insertBefore(added, parent.children[first] ?? null);
  }
  for (; to < newTo; to++) parent.append(make(to));
}

class Grid {
  /**
   * spec: caption; rows and columns, each {name, href, group?}; cell(row, column) gives
   * {text, label, class} or undefined for nothing; open(row, column) is called for a cell.
   */
  constructor(spec) {
    this.at = { row: 0, column: 0 };
    this.table = el("table", { role: "grid", class: "matrix", tabindex: "0", "aria-label": spec.caption, onkeydown: (e) => this.key(e), onclick: (e) => this.click(e) });
    [this.head, this.body] = [el("thead"), el("tbody")];
    this.label = el("caption", { class: "hidden" });
    this.table.append(this.label, this.head, this.body);
    this.room = el("div", { class: "room" }, this.table);
    this.box = el("div", { class: "scroller", onscroll: () => this.render(false) }, this.room);
    this.box.tabIndex = -1;
    this.watch = new ResizeObserver(() => this.render(true));
    this.watch.observe(this.box);
    this.show(spec);
  }

  /** show replaces what the grid shows. */
  show(spec) {
    this.spec = spec;
    this.label.textContent = show(spec.caption);
    this.at = { row: Math.min(this.at.row, spec.rows.length - 1), column: Math.min(this.at.column, spec.columns.length - 1) };
    this.table.setAttribute("aria-rowcount", spec.rows.length + 1);
    this.table.setAttribute("aria-colcount", spec.columns.length + 1);
    this.nameWidth = Math.min(240, Math.max(90, 24 + 7.2 * spec.rows.reduce((n, r) => Math.max(n, r.name.length), 0)), window.innerWidth * 0.42) | 0;
    this.headHeight = Math.min(210, Math.max(56, 20 + 7.4 * spec.columns.reduce((n, c) => Math.max(n, c.name.length), 0))) | 0;
    this.table.style.setProperty("--name", this.nameWidth + "px");
    this.table.style.setProperty("--head", this.headHeight + "px");
    this.render(true);
  }

  /** view is the range of rows and columns to render: what is seen and a margin, in whole blocks. */
  view() {
    const range = (from, size, unit, total) => {
      const first = Math.max(0, (Math.floor(from / unit / block) - 1) * block);
      return [first, Math.min(total, (Math.ceil((from + size) / unit / block) + 1) * block)];
    };
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = this.box;
    return [...range(scrollTop, clientHeight || 600, cellHeight, this.spec.rows.length), ...range(scrollLeft, clientWidth || 900, cellWidth, this.spec.columns.length)];
  }

  /** render puts the rows and columns in view into the page, where they belong in what is scrolled; what is there already stays. */
  render(always, view = this.view()) {
    if (!always && view.join() === this.rendered) return;
    this.rendered = view.join();
    const [top, bottom, left, right] = view, { rows, columns } = this.spec;
    const before = always ? { top: 0, bottom: 0, left: 0, right: 0 } : this.window;
    this.window = { top, bottom, left, right };
    this.room.style.width = this.nameWidth + columns.length * cellWidth + "px";
    this.room.style.height = groupHeight + this.headHeight + rows.length * cellHeight + "px";
    this.table.style.top = top * cellHeight + "px";
    this.table.style.left = left * cellWidth + "px";
    this.table.style.width = this.nameWidth + (right - left) * cellWidth + "px";
    if (always || left !== before.left || right !== before.right) {
      const shown = columns.slice(left, right);
      this.head.replaceChildren(this.groups(shown), this.heads(shown, left));
    }
    if (always) this.body.replaceChildren();
    keepRange(this.body, 0, [before.top, before.bottom], [top, bottom], (r) => this.row(r, left, right));
    [...this.body.rows].forEach((tr, i) => {
      const r = top + i;
      if (r >= before.top && r < before.bottom) keepRange(tr, 1, [before.left, before.right], [left, right], (c) => this.cell(c, this.spec.cell(r, c)));
    });
    this.mark();
  }

  heads(shown, left) {
    return el("tr", { class: "heads", "aria-rowindex": "1" }, el("th", { scope: "col", class: "corner", "aria-colindex": "1" }, this.spec.corner),
      shown.map((c, i) => el("th", { scope: "col", "aria-colindex": left + i + 2, title: c.title ?? c.name, "aria-label": c.title ?? c.name }, el("a", { href: c.href, tabindex: "-1" }, code(c.name)))));
  }

  /** groups are the names of what columns belong to, as collections to a database; heads say it too. */
  groups(shown) {
    const runs = [];
    for (const c of shown) {
      if (runs.length && runs.at(-1).group === c.group) runs.at(-1).n++;
      else runs.push({ group: c.group, n: 1 });
    }
    const corner = el("td", { class: "corner" });
    corner.style.width = this.nameWidth + "px"; // others share the rest
    return el("tr", { class: "groups", "aria-hidden": "true" }, corner, runs.map((g) => el("td", { colspan: g.n, title: g.group }, el("span", {}, g.group ?? ""))));
  }

  row(r, left, right) {
    const { rows, cell } = this.spec, row = rows[r];
    const tr = el("tr", { "aria-rowindex": r + 2 }, el("th", { scope: "row", "aria-colindex": "1", title: row.title ?? row.name }, el("a", { href: row.href, tabindex: "-1" }, code(row.name))));
    for (let c = left; c < right; c++) tr.append(this.cell(c, cell(r, c)));
    return tr;
  }

  /** cell is made by hand: there are a thousand of them in view. */
  cell(c, what) {
    const td = document.createElement("td");
    td.setAttribute("aria-colindex", c + 2);
    if (what) {
      td.className = what.class;
      td.textContent = what.text;
      td.setAttribute("aria-label", what.label);
    }
    return td;
  }

  /** cellAt is the cell of a row and a column, where it is in the page. */
  cellAt(row, column) {
    return this.body.rows[row - this.window.top]?.cells[column - this.window.left + 1];
  }

  /** mark shows which cell the keys are on. */
  mark() {
    const before = this.table.querySelector(".at"), td = this.cellAt(this.at.row, this.at.column);
    before?.classList.remove("at");
    before?.removeAttribute("id");
    if (!td) return this.table.removeAttribute("aria-activedescendant");
    td.classList.add("at");
    td.id = "at";
    this.table.setAttribute("aria-activedescendant", "at");
  }

  key(e) {
    const page = Math.max(1, Math.floor(this.box.clientHeight / cellHeight) - 2), end = 1e9;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-page, 0], PageDown: [page, 0], Home: [e.ctrlKey ? -end : 0, -end], End: [e.ctrlKey ? end : 0, end] };
    if (e.target !== this.table || e.altKey || e.metaKey) return;
    if (e.key === "Enter" || e.key === " ") {
      e.preventDefault();
      if (this.spec.rows.length && this.spec.columns.length) this.spec.open(this.at.row, this.at.column, true);
    } else if (steps[e.key]) {
      e.preventDefault();
      this.go(this.at.row + steps[e.key][0], this.at.column + steps[e.key][1]);
    }
  }

  /** go puts the keys on a cell and brings it into view. */
  go(row, column) {
    const within = (n, total) => Math.max(0, Math.min(total - 1, n));
    this.at = { row: within(row, this.spec.rows.length), column: within(column, this.spec.columns.length) };
    const { box } = this, [y, x] = [this.at.row * cellHeight, this.at.column * cellWidth];
    const [height, width] = [box.clientHeight - this.headHeight - 2 * cellHeight, box.clientWidth - this.nameWidth - cellWidth];
    box.scrollTop = Math.min(y, Math.max(box.scrollTop, y - height));
    box.scrollLeft = Math.min(x, Math.max(box.scrollLeft, x - width));
    this.render(false);
    this.mark();
  }

  click(e) {
    const td = e.target.closest("tbody td");
    if (!td) return;
    this.at = { row: td.parentElement.sectionRowIndex + this.window.top, column: td.cellIndex - 1 + this.window.left };
    this.mark();
    this.spec.open(this.at.row, this.at.column, false);
  }
}
