package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/review"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

const examples = "../../policies/"

// example is the page of the example companies.
func example(t *testing.T) []byte {
	t.Helper()
	return written(t, examplePage(t))
}

// examplePage has targets of each vendor, a deployed state of one, findings, and places
// that are links.
func examplePage(t *testing.T) *review.Page {
	t.Helper()
	t.Helper()
	var files []parse.File
	err := filepath.WalkDir(examples, func(path string, d os.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".hcl" || strings.HasSuffix(path, "_test.hcl") {
			return err
		}
		data, err := os.ReadFile(path)
		rel, _ := filepath.Rel(examples, path)
		files = append(files, parse.File{Path: filepath.ToSlash(rel), Data: data})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(examples + "milvus/state.prod.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	project, found := parse.Project(files, parse.Options{})
	p := &review.Page{Version: "1.0.0", Now: "2026-11-20T12:00:00Z", Sources: "sha256:0", SourceURL: "https://git.example.com/acme/blob/main/{file}#L{line}"}
	var models []*schema.Model
	for _, doc := range project.Documents {
		m, more := all.Resolve(doc, project.Broken)
		models, found = append(models, m), append(found, more...)
		g, err := query.OfPolicy(m, now)
		if err != nil {
			t.Fatal(err)
		}
		target := review.Target{Ground: g}
		if m.Target.ID() != "search.prod" {
			p.Targets = append(p.Targets, target)
			continue
		}
		target.Diff = diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
		deployed, err := query.OfState(s, m.Catalog, m.Target.Setting, now)
		if err != nil {
			t.Fatal(err)
		}
		p.Targets = append(p.Targets, target, review.Target{Ground: deployed, Diff: target.Diff})
	}
	if p.Findings, err = lint.Run(rules.All, lint.Input{Project: project, Models: models, Now: now}, found); err != nil {
		t.Fatal(err)
	}
	return p
}

// links are the addresses of views that a view leads to.
const links = `JSON.stringify([...new Set([...document.querySelectorAll("a[href^='#/']")].map((a) => a.getAttribute("href")))])`

// Every link leads to a view, from view to view; the browser has nothing to say of any
// of them, and asks for nothing.
func TestEveryLinkLeadsToAView(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	seen, waiting := map[string]bool{}, []string{}
	for _, target := range js[[]string](t, b, `[...document.querySelector(".top select").options].map((o) => encodeURIComponent(o.textContent))`) {
		waiting = append(waiting, "#/?target="+target)
	}
	for len(waiting) > 0 {
		hash := waiting[0]
		waiting = waiting[1:]
		if seen[hash] {
			continue
		}
		seen[hash] = true
		b.view(t, hash)
		if h := b.text(t, "main h1"); strings.HasPrefix(h, "No such") || h == "(none)" {
			t.Errorf("%s leads to %q", hash, h)
		}
		if wrong := js[string](t, b, sound); wrong != "" {
			t.Errorf("%s: %s", hash, wrong)
		}
		var more []string
		if err := json.Unmarshal([]byte(js[string](t, b, links)), &more); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, more...)
	}
	if len(seen) < 250 {
		t.Errorf("only %d views are linked", len(seen))
	}
	b.quiet(t)
}

// sound says what of a view those who do not see it would miss; empty for nothing.
const sound = `(() => {
  const wrong = [];
  const one = (selector) => { const n = document.querySelectorAll(selector).length; if (n !== 1) wrong.push(n + " " + selector); };
  ["main", "header.top", "nav.views", "main h1", "a.skip", "form[role=search]", "nav [aria-current=page], [data-view=search] h1, [data-view=condition] h1"].forEach(one);
  for (const e of document.querySelectorAll("a, button, input, select")) {
    const name = e.getAttribute("aria-label") || e.textContent.trim() || e.closest("label")?.textContent.trim();
    if (!name) wrong.push("a " + e.tagName + " has no name");
    if (e.tagName === "A" && !e.hasAttribute("href")) wrong.push("a link leads nowhere: " + name);
  }
  for (const t of document.querySelectorAll("table")) {
    if (!t.caption?.textContent.trim()) wrong.push("a table has no caption");
    if ([...t.querySelectorAll("th:not(.groups th)")].some((h) => !h.scope)) wrong.push("a head has no scope");
  }
  for (const i of document.images) if (!i.alt) wrong.push("an image has no text");
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  if (new Set(ids).size !== ids.length) wrong.push("an id is there twice");
  let level = 1;
  for (const h of document.querySelectorAll("main h1, main h2, main h3")) { const n = Number(h.tagName[1]); if (n > level + 1) wrong.push("a head is left out before " + h.textContent); level = n; }
  return wrong.join("; ");
})()`

// The page opens at the view that its address names.
func TestAddresses(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	for hash, want := range map[string]string{
		"#/role/analyst?target=search.prod": "analyst", "#/principal/carol?target=search.prod+(deployed)": "carol",
		"#/scope/catalog.products?target=search.prod": "catalog.products", "#/privilege/Search": "Search", "#/nothing": "No such view",
		"#/principal/nobody": "No such principal", "#/role/__proto__": "No such role", "#/constructor": "No such view", "#/role/%E0%A4%A": "No such role",
	} {
		b.view(t, hash)
		if got := b.text(t, "main h1"); got != want {
			t.Errorf("%s opens %q, not %q", hash, got, want)
		}
		if title := js[string](t, b, "document.title"); !strings.HasPrefix(title, want) {
			t.Errorf("%s has the title %q", hash, title)
		}
	}
	b.quiet(t)
}

// What is typed filters, and how much is left is told.
func TestFilters(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	b.view(t, "#/principals?target=search.prod")
	all := js[int](t, b, `document.querySelectorAll("tbody tr").length`)
	js[any](t, b, `(() => { const i = document.querySelector(".bar input"); i.value = "svc_ tenant"; i.dispatchEvent(new Event("input")); })()`)
	left := js[[]string](t, b, `[...document.querySelectorAll("tbody tr th")].map((e) => e.textContent)`)
	if told := b.text(t, ".bar output"); len(left) == 0 || len(left) >= all || !strings.HasPrefix(told, "4 of 16 principals") || len(left) != 4 {
		t.Errorf("%q are left of %d, and %q is told", left, all, told)
	}
	js[any](t, b, `[...document.querySelectorAll("button.sort")].find((e) => e.textContent === "Principal").click()`)
	js[any](t, b, `[...document.querySelectorAll("button.sort")].find((e) => e.textContent === "Principal").click()`)
	if first := b.text(t, "tbody th"); first != left[len(left)-1] || js[string](t, b, `document.querySelector("th").getAttribute("aria-sort")`) != "descending" {
		t.Errorf("%q is first of %q turned around", first, left)
	}
	b.view(t, "#/matrix?target=search.prod&rows=tenant&heads=docs")
	if told := b.text(t, ".bar output"); told != "3 of 13 roles, 3 of 12 scopes" {
		t.Errorf("%q is told", told)
	}
	b.view(t, "#/search?target=search.prod&q=office")
	if hits := b.text(t, "main"); !strings.Contains(hits, "office_hours") || !strings.Contains(hits, "analyst") {
		t.Errorf("the search shows %q", hits)
	}
	b.quiet(t)
}

// A cell opens the rows behind it, with each link of the way and its place.
func TestCells(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	b.view(t, "#/matrix?target=search.prod&by=principal&rows=svc_ingest&heads=catalog.reviews")
	if cell := b.text(t, ".matrix td.has"); cell != "RWD" {
		t.Errorf("the cell says %q", cell)
	}
	js[any](t, b, `document.querySelector(".matrix td.has").click()`)
	panel := b.text(t, ".panel")
	for _, want := range []string{"svc_ingest on catalog.reviews", "Insert", "bound by binding.ingestion milvus/bindings.hcl:6", "role role.loader milvus/roles/ingestion.hcl", "includes role.searcher", "group privilege_group.writer milvus/groups.hcl:8", "granted milvus/roles/"} {
		if !strings.Contains(panel, want) {
			t.Errorf("the panel does not say %q: %s", want, panel)
		}
	}
	if href := js[string](t, b, `document.querySelector(".panel a.place").href`); href != "https://git.example.com/acme/blob/main/milvus/bindings.hcl#L6" {
		t.Errorf("a place leads to %q", href)
	}
	b.quiet(t)
}

// Without scripts there is what is reviewed, and how much.
func TestWithoutScripts(t *testing.T) {
	b := open(t, example(t), 1280, 800, "light")
	call(t, b.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.reload(t)
	if text := b.text(t, "main table"); !strings.Contains(text, "search.prod") || !strings.Contains(text, "deployed") {
		t.Errorf("without scripts it says %q", text)
	}
}
