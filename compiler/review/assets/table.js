// Tables that are filtered and sorted: real tables, of which as much is in the page as
// somebody asked to see.

const firstRows = 200;

/**
 * table makes a table with a caption. A column has a name and cell(row); value(row) makes
 * it one that is sorted by. With text(row) there is a filter, whose count is told; tools
 * stand beside it.
 */
function table({ caption, hidden, columns, rows, text, empty, tools, noun = "line" }) {
  if (!rows.length) return [tools && el("div", { class: "bar" }, tools), el("p", { class: "none" }, empty ?? "None.")];
  const state = { shown: firstRows, rows, by: -1, down: false };
  const body = el("tbody");
  const heads = columns.map((c, i) => head(c, i, state, render));
  const more = el("button", { type: "button", class: "more", onclick: () => { state.shown += 5 * firstRows; render(); } });
  const grid = el("table", {}, el("caption", { class: hidden && "hidden" }, caption), el("thead", {}, el("tr", {}, heads)), body);
  const told = el("output", { class: "told", "aria-live": "polite" });
  const texts = new Map();

  function render() {
    const shown = state.rows.slice(0, state.shown);
    body.replaceChildren(...shown.map((row) => el("tr", {}, columns.map((c) => el(c.head ? "th" : "td", { class: c.class, scope: c.head && "row" }, c.cell(row))))));
    const left = state.rows.length - shown.length;
    more.hidden = left === 0;
    more.textContent = "Show more: " + number(left) + " are not shown";
    heads.forEach((h, i) => columns[i].value && h.setAttribute("aria-sort", state.by !== i ? "none" : state.down ? "descending" : "ascending"));
  }

  function filter(words) {
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
    state.filtered = rows.filter((row) => {
      if (!texts.has(row)) texts.set(row, text(row).toLowerCase());
      return wanted.every((w) => texts.get(row).includes(w));
    });
    sort(state, columns);
    told.textContent = wanted.length ? number(state.rows.length) + " of " + count(rows.length, noun) : "";
    render();
  }

  state.filtered = rows;
  render();
  const filtered = text && rows.length > 5;
  const bar = (filtered || tools) && el("div", { class: "bar" }, tools, filtered && field("Filter " + noun + "s", (e) => filter(e.target.value)), told);
  return el("div", { class: "tabled" }, bar, el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": caption }, grid), more);
}

/** field is a labelled input to filter by. */
function field(label, oninput, value) {
  const input = el("input", { type: "search", oninput, autocomplete: "off", spellcheck: "false" });
  input.value = value ?? "";
  return el("label", { class: "field" }, el("span", {}, label), input);
}

/** head is the head of a column, with a button where it can be sorted by. */
function head(c, i, state, render) {
  if (!c.value) return el("th", { scope: "col", class: c.class }, c.name);
  const onclick = () => {
    [state.by, state.down] = state.by === i ? [i, !state.down] : [i, c.down ?? false];
    sort(state, undefined, c);
    render();
  };
  return el("th", { scope: "col", class: c.class, "aria-sort": "none" }, el("button", { type: "button", class: "sort", onclick }, c.name));
}

function sort(state, columns, c) {
  c ??= columns?.[state.by];
  state.value = c?.value ?? state.value;
  state.rows = [...state.filtered];
  if (state.by < 0) return;
  const value = state.value, turn = state.down ? -1 : 1;
  state.rows.sort((a, b) => turn * compare(value(a), value(b)));
}
