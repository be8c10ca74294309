package review

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/compiler/graph"
	"github.com/rolecall/rolecall/diff"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// findingsOf puts findings as pages tell them, the worst first.
func findingsOf(found []schema.Finding) []finding {
	out := make([]finding, 0, len(found))
	for _, severity := range []schema.Severity{schema.Error, schema.Warning, schema.Info} {
		for i := range found {
			f := &found[i]
			if f.Severity != severity {
				continue
			}
			d := finding{
				Rule: f.Rule, Name: f.Name, Severity: f.Severity, Message: f.Message, Help: f.Help, URL: report.PageURL(f.Name),
				Place: f.Range.String(), Target: f.Target, Subject: f.Subject,
			}
			if s := f.Suppressed; s != nil {
				d.Suppressed = &suppressed{s.Kind, s.Reason, s.Until}
			}
			for _, r := range f.Related {
				d.Related = append(d.Related, related{r.Message, r.Range.String()})
			}
			out = append(out, d)
		}
	}
	return out
}

// mostLines is how many lines of a list of a difference a page shows.
const mostLines = 1000

// changesOf is what a difference says; nil without one.
func changesOf(r *diff.Result) *changes {
	if r == nil {
		return nil
	}
	c := &changes{Digest: r.StateDigest, Objects: len(r.Changes)}
	c.Gained, c.Lost = r.Access.Count()
	c.Verdict, c.Sections = diffreport.Sections(r)
	for i := range c.Sections {
		s := &c.Sections[i]
		if more := len(s.Lines) - mostLines; more > 0 {
			left := fmt.Sprintf("and %d more lines, which rolecall diff has", more)
			s.Lines = append(s.Lines[:mostLines:mostLines], diffreport.Line{Mark: " ", Text: []diffreport.Stretch{{Kind: "words", Text: left}}})
		}
	}
	return c
}

// What a drawing may have to be worth looking at.
const (
	mostNodes = 300
	mostEdges = 1500
)

// draw adds the drawing of who holds what, or why there is none.
func (b *builder) draw() {
	if n := len(b.out.Principals) + len(b.out.Roles); n > mostNodes {
		b.out.NoGraph = fmt.Sprintf("%d principals and roles are too many for one drawing; rolecall graph --role NAME or --principal NAME draws a part", n)
		return
	}
	drawn, err := graph.New(b.ground, graph.Options{})
	if err != nil {
		b.out.NoGraph = err.Error()
		return
	}
	if n, e := len(drawn.Nodes), len(drawn.Edges); n > mostNodes || e > mostEdges {
		b.out.NoGraph = fmt.Sprintf("%d nodes and %d lines are too many for one drawing; rolecall graph --role NAME or --principal NAME draws a part", n, e)
		return
	}
	var svg strings.Builder
	if err := graph.SVG(&svg, drawn); err != nil {
		panic("review: a string is not written: " + err.Error())
	}
	b.out.Graph = svg.String()
}
