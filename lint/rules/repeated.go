package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// reportRepeated tells of names that a list of a group or a grant has twice. What
// an expression makes stands at one place and is left alone.
func reportRepeated(p *lint.Pass) {
	told := map[schema.Range]bool{}
	for _, g := range p.Model.Groups {
		var names []schema.Text
		for _, n := range g.Decl.Privileges {
			names = append(names, n.Text)
		}
		repeatedIn(p, told, g.Address, names, g.Decl.List)
	}
	for g := range grants(p.Model) {
		repeatedIn(p, told, g.Role.Address, g.Decl.Databases, g.Decl.Body)
		repeatedIn(p, told, g.Role.Address, g.Decl.Collections, g.Decl.Body)
	}
}

// repeatedIn tells of each name but the first of those that are the same.
func repeatedIn(p *lint.Pass, told map[schema.Range]bool, subject string, names []schema.Text, list schema.Range) {
	first := map[string]schema.Text{}
	for _, n := range names {
		was, again := first[n.Value]
		switch {
		case !again:
			first[n.Value] = n
			continue
		case n.Range == was.Range || told[n.Range] || !isLiteral(p, n):
			continue
		}
		told[n.Range] = true
		f := schema.Finding{
			Range: n.Range, Subject: subject, Fix: remove(p, n, list),
			Message: fmt.Sprintf("%q stands in the list twice", n.Value),
			Help:    "whoever takes one of the two out believes it gone: once is enough",
			Related: []schema.Related{{Message: "the first", Range: was.Range}},
		}
		if f.Fix != nil {
			f.Fix.Safe = true
		}
		p.Report(f)
	}
}
