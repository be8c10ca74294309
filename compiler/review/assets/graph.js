// The drawing. It is shown as an image, in which nothing runs.

function graphView(t) {
  if (!t.graph) return [el("h1", {}, "Graph"), el("p", {}, t.no_graph, ".")];
  const img = el("img", { class: "graph", alt: "Who holds what on " + t.id + ": principals, their roles, what roles grant, and on which scopes. The other views say the same in words." });
  const draw = () => {
    const dark = document.documentElement.dataset.theme === "dark";
    const svg = t.graph.replace("@media (prefers-color-scheme:dark)", dark ? "@media all" : "@media not all");
    img.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(svg);
  };
  draw();
  img.redraw = draw;
  const width = Number(/width="(\d+)"/.exec(t.graph)?.[1] ?? 1000);
  const zoom = (factor) => { img.style.width = Math.round(width * factor) + "px"; };
  zoom(1);
  return [
    el("h1", {}, "Graph"),
    el("p", { class: "lead" }, "Who holds what, from left to right. A dashed line is a binding that has ended, or a grant under a condition."),
    el("div", { class: "bar" }, choose("Size", [[0.5, "half"], [0.75, "three quarters"], [1, "full"], [1.5, "one and a half"]], 1, zoom)),
    el("div", { class: "wide drawing", tabindex: "0", role: "region", "aria-label": "Graph" }, img),
  ];
}
