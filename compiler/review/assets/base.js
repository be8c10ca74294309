// Everything that is shown goes through el and show: names are others' work, and become
// text and nothing else.

const data = JSON.parse(document.getElementById("data").textContent);

const unseen = /\p{C}|\p{Zl}|\p{Zp}|(?! )\p{Zs}/gu;

/** show is text with nothing in it that is not seen: what is invisible, or turns text around, is escaped. */
function show(text) {
  return String(text).replace(unseen, (c) => "\\u{" + c.codePointAt(0).toString(16) + "}");
}

/** el makes an element. Attributes that are undefined or false are left out; on… are listeners; strings among the children are text. */
function el(tag, attributes, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) e.addEventListener(name.slice(2), value);
    else if (name !== "href" || /^(#|https?:)/.test(value)) e.setAttribute(name, value === true ? "" : show(value));
  }
  return fill(e, children);
}

function fill(e, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false || child === "") continue;
    e.append(child instanceof Node ? child : document.createTextNode(show(child)));
  }
  return e;
}

/** code is a name as it stands in a policy, set apart from the direction of the text around it. */
function code(text, cls) {
  return el("bdi", { class: cls ? "code " + cls : "code" }, text);
}

/** lines is text of several lines, as help and expressions are. */
function lines(text) {
  return String(text).trim().split("\n").map((line, i) => [i > 0 && el("br"), line.replaceAll("\t", "  ")]);
}

/** count writes a number with its noun. */
function count(n, one, many) {
  return number(n) + " " + (n === 1 ? one : many ?? one + "s");
}

const digits = new Intl.NumberFormat("en");
function number(n) {
  return digits.format(n);
}

/** compare orders names as every list has them. */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** joined puts something between the parts of a list. */
function joined(list, between) {
  return list.flatMap((part, i) => (i === 0 ? [part] : [between, part]));
}

/** place is where something is written: a link where the page knows where its readers find sources. */
function place(source) {
  if (!source) return undefined;
  if (source.startsWith("catalog:")) return el("span", { class: "place" }, "the vendor’s " + source.slice(8));
  const at = /^(.+):(\d+):(\d+)$/.exec(source);
  if (!at) return el("span", { class: "place" }, code(source));
  const file = data.base && data.base !== "." ? data.base + "/" + at[1] : at[1];
  const text = file + ":" + at[2];
  if (!data.source_url) return el("span", { class: "place", title: text + ":" + at[3] }, code(text));
  const path = file.split("/").map(encodeURIComponent).join("/");
  const href = data.source_url.replaceAll("{file}", () => path).replaceAll("{line}", () => at[2]);
  return el("a", { class: "place", href, rel: "noreferrer noopener", target: "_blank" }, code(text));
}
