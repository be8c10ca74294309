package browser

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// hostile are names that would do something if anything took them for more than names.
var hostile = []string{
	`</script><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><svg onload=alert(1)>`, `javascript:alert(1)`, `<!--<script>`,
	`{{constructor.constructor('alert(1)')()}}`, "\u202egnp.exe", "a\u0000b\u001b[31m", "\u2066\u2069\u200b", `__proto__`, `constructor`, `#/role/x?target=y`, `%2e%2e/%00`, `data:text/html,<script>alert(1)</script>`,
	"\U000e0041tag", `' onclick='alert(1)`, "line\nbreak", strings.Repeat("long", 60),
}

// Whatever names are, they are shown, and nothing runs, loads or goes anywhere.
func TestHostile(t *testing.T) {
	s := &schema.State{Target: schema.StateTarget{Kind: "milvus", Name: hostile[0], Version: "2.6"}}
	var found []schema.Finding
	for i, name := range hostile {
		s.Roles = append(s.Roles, schema.StateRole{Name: name, Description: name})
		s.Users = append(s.Users, schema.StateUser{Name: name})
		s.Groups = append(s.Groups, schema.StateGroup{Name: "g" + name, Privileges: []string{"Search"}})
		s.Grants = append(s.Grants, schema.StateGrant{Role: name, Privilege: "g" + name, Database: name, Collection: hostile[(i+1)%len(hostile)]})
		s.Members = append(s.Members, schema.StateMember{Principal: name, Role: name})
		found = append(found, schema.Finding{Rule: "RC101", Name: "unknown-privilege", Severity: schema.Error, Message: name, Help: name, Subject: name, Range: schema.Range{File: name, Start: schema.Pos{Line: 1, Column: 1}}, Suppressed: &schema.Suppressed{Kind: "comment", Reason: name, Until: name}})
	}
	target := ofState(t, s)
	model := modelOf(t, `target "milvus" "x" { version = "2.6" }`)
	target.Diff = diff.Compare(diff.Input{Model: model, Deployed: s, Now: now})
	html := written(t, &pageOf{Targets: targetsOf(target, target), Findings: found, SourceURL: "https://git.example.com/{file}#L{line}", Against: hostile[1], Now: hostile[2], Version: hostile[3]})
	b := open(t, html, 1280, 800, "light")

	seen, waiting := map[string]bool{}, []string{"#/", "#/search?q=%3Cimg", "#/search?q=a", "#/matrix?by=principal", "#/matrix?columns=privilege&rows=%3Cb%3E"}
	for len(waiting) > 0 && len(seen) < 150 {
		hash := waiting[0]
		waiting = waiting[1:]
		if seen[hash] {
			continue
		}
		seen[hash] = true
		b.view(t, hash)
		js[any](t, b, `document.querySelectorAll("td.has").forEach((e) => e.click())`)
		if what := js[string](t, b, foreign); what != "" {
			t.Errorf("%q has %s", hash, what)
		}
		var more []string
		if err := json.Unmarshal([]byte(js[string](t, b, links)), &more); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, more...)
	}
	for _, name := range []string{"__proto__", "constructor"} {
		if b.view(t, "#/role/"+name); b.text(t, "main h1") != name {
			t.Errorf("the role %s is shown as %q", name, b.text(t, "main h1"))
		}
	}
	b.view(t, "#/principals")
	if shown := b.text(t, "main"); !strings.Contains(shown, `\u{202e}gnp.exe`) || !strings.Contains(shown, `<img src=x onerror=alert(1)>`) || !strings.Contains(shown, `a\u{0}b\u{1b}[31m`) {
		t.Errorf("names are not shown as they are: %q", shown)
	}
	b.quiet(t)
}

// foreign is what in a view is not of the page's own making; empty for nothing.
const foreign = `(() => {
  const own = new Set("A ABBR ARTICLE ASIDE BDI BODY BR BUTTON CAPTION COL COLGROUP DD DETAILS DIV DL DT FOOTER FORM H1 H2 H3 HEADER IMG INPUT LABEL LI MAIN NAV OL OPTION OUTPUT P PRE S SCRIPT SECTION SELECT SPAN STRONG SUMMARY TABLE TBODY TD TH THEAD TIME TR UL".split(" "));
  const wrong = [];
  for (const e of document.body.querySelectorAll("*")) {
    if (!own.has(e.tagName)) wrong.push("a " + e.tagName);
    for (const a of e.attributes) if (a.name.startsWith("on") || /^(href|src|action|srcdoc|style)$/.test(a.name) && /^\s*(javascript|data):/i.test(a.value) && !(e.className === "graph" && a.value.startsWith("data:image/svg+xml;"))) wrong.push(a.name + "=" + a.value);
  }
  if (document.scripts.length !== 2) wrong.push(document.scripts.length + " scripts");
  if (/[\u0000-\u0009\u000b-\u001f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/.test(document.querySelector("main").textContent + document.title)) wrong.push("text that is not seen");
  return wrong.join("; ");
})()`
