// What stands around every view: the target, search, the theme, the way to the views.

const views = [["", "Overview"], ["matrix", "Matrix"], ["principals", "Principals"], ["roles", "Roles"], ["findings", "Findings"], ["changes", "Changes"], ["graph", "Graph"]];
const beneath = { principal: "principals", role: "roles", scope: "matrix", privilege: "matrix" };

/** frame makes the header and gives what changes it from view to view. */
function frame(main) {
  const search = el("input", { type: "search", "aria-label": "Search everything", placeholder: "Search", autocomplete: "off", spellcheck: "false" });
  const form = el("form", { role: "search", onsubmit: (e) => { e.preventDefault(); location.hash = address("search", "", { q: search.value }); } }, search);
  const which = targets.length > 1 ? choose("Target", targets.map((t, i) => [i, t.key]), 0, (i) => { current.target = targets[i]; location.hash = address("", ""); }) : el("span", { class: "which" }, code(targets[0]?.key ?? ""));
  const nav = el("nav", { class: "views", "aria-label": "Views" }, el("ul", {}, views.map(([kind, title]) => el("li", {}, el("a", { "data-view": kind || "overview" }, title)))));
  main.before(el("header", { class: "top" }, el("div", { class: "line" }, el("strong", { class: "brand" }, "Access review"), which, form, themeButton()), nav));
  main.after(el("footer", {}, "One file: nothing is loaded, nothing leaves this page."));
  document.addEventListener("keydown", (e) => {
    if (e.key === "/" && !e.ctrlKey && !e.metaKey && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      e.preventDefault();
      search.focus();
    }
  });
  return (route) => {
    const at = beneath[route.kind] ?? route.kind;
    nav.querySelectorAll("a").forEach((a, i) => {
      a.setAttribute("href", address(views[i][0]));
      if (views[i][0] === at) a.setAttribute("aria-current", "page");
      else a.removeAttribute("aria-current");
    });
    const select = which.querySelector("select");
    if (select) select.value = targets.indexOf(current.target);
    search.value = route.query.get("q") ?? (route.kind === "search" ? "" : search.value);
  };
}

/** themeButton goes through the themes: as the reader's system has it, light, dark. */
function themeButton() {
  const dark = matchMedia("(prefers-color-scheme: dark)"), root = document.documentElement;
  const themes = ["auto", "light", "dark"];
  let chosen = kept("theme") ?? "auto";
  const button = el("button", { type: "button", class: "theme", onclick: () => { chosen = themes[(themes.indexOf(chosen) + 1) % 3]; keepTheme(chosen); apply(); } });
  const apply = () => {
    root.dataset.theme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
    button.textContent = "Theme: " + chosen;
    document.querySelectorAll("img.graph").forEach((img) => img.redraw?.());
  };
  dark.addEventListener("change", apply);
  apply();
  return button;
}

function kept(name) {
  try {
    return localStorage.getItem("rolecall." + name) ?? undefined;
  } catch {
    return undefined; // a reader may forbid it
  }
}

function keepTheme(value) {
  try {
    localStorage.setItem("rolecall.theme", value);
  } catch {
    // then it is chosen again next time
  }
}
