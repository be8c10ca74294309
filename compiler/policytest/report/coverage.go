package report

import (
	"bufio"
	"cmp"
	"fmt"
	"path"
	"slices"

	"github.com/rolecall/rolecall/compiler/policytest"
	findings "github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// kinds are what is exercised, in the order in which it is told of.
var kinds = []string{"grant", "binding", "condition"}

// coverage writes how much was exercised, and what was not.
func (r *Report) coverage(b *bufio.Writer) {
	for _, result := range r.Results {
		covered, points := result.Coverage.Covered(), len(result.Coverage.Points)
		fmt.Fprintf(b, "coverage  %s  %.1f%%", findings.Escape(result.Target.Name), Share(covered, points))
		for i, kind := range kinds {
			part, whole := ofKind(result.Coverage, kind)
			separator := ": "
			if i > 0 {
				separator = ", "
			}
			fmt.Fprintf(b, "%s%d of %s", separator, part, counted(whole, kind+" point", kind+" points"))
		}
		fmt.Fprintln(b)
		for _, p := range result.Coverage.Untouched() {
			fmt.Fprintf(b, "  %s  %s: %s\n", r.where(p.Range), findings.Escape(p.Address), findings.Escape(lacks(p)))
		}
	}
}

// ofKind counts the points of a kind, and those that were exercised.
func ofKind(c *policytest.Coverage, kind string) (covered, points int) {
	for _, p := range c.Points {
		if p.Kind != kind {
			continue
		}
		points++
		if p.Hits > 0 {
			covered++
		}
	}
	return covered, points
}

// lacks says what no test does to a point.
func lacks(p policytest.Point) string {
	switch {
	case p.Kind == "condition" && p.What == "true, false":
		return "decides nothing"
	case p.Kind == "condition":
		return "is never " + p.What
	case p.Kind == "binding":
		return "allows nothing through " + p.What
	}
	return "allows no " + p.What
}

// line is a line of a file with what stands on it, of all targets.
type line struct {
	number int
	points []policytest.Point
}

// hits is how often the line was exercised.
func (l *line) hits() int {
	n := 0
	for _, p := range l.points {
		n += p.Hits
	}
	return n
}

// touched counts the points of the line that were exercised.
func (l *line) touched() int {
	n := 0
	for _, p := range l.points {
		if p.Hits > 0 {
			n++
		}
	}
	return n
}

// file is a file and its lines, in order.
type file struct {
	name  string // as readers find it
	lines []line
}

// files are the points of all targets by file and line. What instances of a
// target have in common is one point: it stands in one place.
func (r *Report) files() []file {
	var all []policytest.Point
	for _, result := range r.Results {
		all = append(all, result.Coverage.Points...)
	}
	slices.SortStableFunc(all, func(a, b policytest.Point) int {
		return cmp.Or(cmp.Compare(a.Range.File, b.Range.File), cmp.Compare(a.Range.Start.Line, b.Range.Start.Line))
	})
	var out []file
	for _, p := range all {
		name := path.Join(r.Base, p.Range.File)
		if n := len(out); n == 0 || out[n-1].name != name {
			out = append(out, file{name: name})
		}
		out[len(out)-1].add(p)
	}
	return out
}

func (f *file) add(p policytest.Point) {
	if n := len(f.lines); n == 0 || f.lines[n-1].number != p.Range.Start.Line {
		f.lines = append(f.lines, line{number: p.Range.Start.Line})
	}
	l := &f.lines[len(f.lines)-1]
	same := func(o policytest.Point) bool {
		return o.Kind == p.Kind && o.Address == p.Address && o.What == p.What && startsWith(o.Range, p.Range)
	}
	if i := slices.IndexFunc(l.points, same); i >= 0 {
		l.points[i].Hits += p.Hits
		return
	}
	l.points = append(l.points, p)
}

func startsWith(a, b schema.Range) bool { return a.File == b.File && a.Start == b.Start }
