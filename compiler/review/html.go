package review

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"strings"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

//go:embed assets
var assets embed.FS

// scripts are joined in this order and run as one.
var scripts = []string{
	"base", "model", "access", "table", "parts", "overview", "grid", "matrix", "panel", "principals", "roles", "scopes",
	"findings", "changes", "graph", "search", "frame", "main",
}

// HTML writes the page. More access than it can hold is [TooLarge], and nothing is written.
func HTML(w io.Writer, p *Page) error {
	d, err := p.document()
	if err != nil {
		return err
	}
	data, err := json.Marshal(d) // with <, >, & and the line separators escaped: it may stand in a script
	if err != nil {
		panic("review: its data does not encode: " + err.Error())
	}
	style, script := asset("style.css"), joined()
	var b bytes.Buffer
	b.WriteString("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
	fmt.Fprintf(&b, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src '%s'; script-src '%s'; base-uri 'none'; form-action 'none'\">\n", hash(style), hash(script))
	b.WriteString("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
	fmt.Fprintf(&b, "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n", text(p.title()), style)
	p.summary(&b, d)
	fmt.Fprintf(&b, "<script type=\"application/json\" id=\"data\">%s</script>\n<script>%s</script>\n</body>\n</html>\n", data, script)
	_, err = w.Write(b.Bytes())
	return err
}

func (p *Page) document() (*document, error) {
	d := &document{
		Version: p.Version, Now: p.Now, Sources: p.Sources,
		Base: p.Base, SourceURL: p.SourceURL, Against: p.Against, Findings: findingsOf(p.Findings),
	}
	pieces := 0
	for i := range p.Targets {
		t, n := p.Targets[i].data()
		pieces += n
		d.Targets = append(d.Targets, t)
	}
	if pieces > MostPieces {
		return nil, TooLarge{pieces}
	}
	return d, nil
}

func (p *Page) title() string {
	var names []string
	for i := range p.Targets {
		if id := p.Targets[i].ID(); i == 0 || id != p.Targets[i-1].ID() {
			names = append(names, id)
		}
	}
	if len(names) > 3 {
		names = append(names[:3:3], fmt.Sprintf("%d more", len(names)-3))
	}
	return "Access review: " + strings.Join(names, ", ")
}

// summary is what the page says by itself, before its scripts run and without them.
func (p *Page) summary(b *bytes.Buffer, d *document) {
	counts := map[schema.Severity]int{}
	for i := range d.Findings {
		if d.Findings[i].Suppressed == nil {
			counts[d.Findings[i].Severity]++
		}
	}
	fmt.Fprintf(b, "<a class=\"skip\" href=\"#content\">Skip to content</a>\n<main id=\"content\" tabindex=\"-1\">\n<h1>%s</h1>\n", text(p.title()))
	fmt.Fprintf(b, "<p>%d errors, %d warnings and %d notes stand. The page needs scripts, which it carries itself, to show who holds what.</p>\n", counts[schema.Error], counts[schema.Warning], counts[schema.Info])
	b.WriteString("<table>\n<caption>What is reviewed</caption>\n<thead><tr><th scope=\"col\">Target</th><th scope=\"col\">Of</th><th scope=\"col\">Server</th><th scope=\"col\">Principals</th><th scope=\"col\">Roles</th><th scope=\"col\">Rows</th></tr></thead>\n<tbody>\n")
	for _, t := range d.Targets {
		fmt.Fprintf(b, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td><td>%d</td><td>%d</td><td>%d</td></tr>\n", text(t.ID), text(t.Of), text(t.Title), len(t.Principals), len(t.Roles), t.Rows)
	}
	b.WriteString("</tbody>\n</table>\n</main>\n")
}

// text is text where markup is, with nothing in it that is not seen.
func text(s string) string { return html.EscapeString(report.Escape(s)) }

// hash is how a policy of a page names the script or style that may stand in it.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

func asset(name string) string {
	data, err := assets.ReadFile("assets/" + name)
	if err != nil {
		panic("review: " + err.Error())
	}
	return string(data)
}

// joined is one script of all, which leaves no names behind.
func joined() string {
	var b strings.Builder
	b.WriteString("(() => {\n\"use strict\";\n")
	for _, name := range scripts {
		b.WriteString(asset(name + ".js"))
	}
	b.WriteString("})();\n")
	return b.String()
}
