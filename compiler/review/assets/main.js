// From the address to the view: #/role/NAME?target=ID. Each view has one, so that it can
// be passed on.

const current = { target: targets[0] };

/** address is that of a view, on the current target. */
function address(kind, name, query = {}) {
  const q = new URLSearchParams();
  if (targets.length > 1) q.set("target", current.target.key);
  for (const [k, v] of Object.entries(query)) if (v !== "" && v !== undefined) q.set(k, v);
  const rest = [kind, name].filter(Boolean).map(encodeURIComponent).join("/");
  return "#/" + rest + (q.size ? "?" + q : "");
}

function readAddress() {
  const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").map((p) => { try { return decodeURIComponent(p); } catch { return p; } });
  return { kind: parts[0], name: parts.slice(1).join("/"), query: new URLSearchParams(query ?? "") };
}

const pages = {
  "": (t) => overview(t), matrix: matrixView, principals: principalsView, roles: rolesView, findings: findingsView, changes: changesView, graph: graphView, search: searchView,
  principal: (t, r) => principalView(t, r.name), role: (t, r) => roleView(t, r.name), scope: (t, r) => scopeView(t, r.name),
  privilege: (t, r) => privilegeView(t, r.name), condition: (t, r) => conditionView(t, r.name),
};

function start() {
  const main = document.getElementById("content");
  document.querySelector("a.skip").addEventListener("click", (e) => { e.preventDefault(); main.focus(); });
  if (!targets.length) return;
  const around = frame(main);
  let first = true;
  const go = () => {
    const route = readAddress();
    current.target = targets.find((t) => t.key === route.query.get("target")) ?? (route.query.has("target") ? targets[0] : current.target);
    const page = Object.hasOwn(pages, route.kind) ? pages[route.kind](current.target, route) : missing("view", route.kind);
    main.dataset.view = route.kind || "overview";
    main.replaceChildren();
    fill(main, page);
    around(route);
    const title = main.querySelector("h1");
    document.title = show(title.textContent + " · Access review of " + current.target.key);
    if (first) { first = false; return; }
    window.scrollTo(0, 0);
    title.tabIndex = -1;
    title.focus({ preventScroll: true }); // so that what was opened is read out
  };
  window.addEventListener("hashchange", go);
  go();
}

start();
