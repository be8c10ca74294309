package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// This file is what rules find in tests: mistakes that would let a deny hold for
// a reason that nobody meant.

// testLevels reports privileges that are asked for without the scope that their
// level has. The request would name no collection, and most likely be denied.
func testLevels(p *lint.Pass) {
	for _, t := range p.Model.Tests {
		for _, e := range t.Expects {
			for _, it := range e.Items {
				if lacks := e.Lacks(it); lacks != "" && !p.Broken {
					p.Reportf(it.Name.Range, t.Address, "a request for it names one: write "+lacks+` = "…", or "*" for each that is named and any other`,
						"%s-level %q is asked for without a %s", it.Level(), it.Name.Value, lacks)
				}
			}
		}
	}
}

// testScopes reports names that are close to one of the inventory. Others may be
// meant: a test can well ask for what is not there.
func testScopes(p *lint.Pass, known map[string]*stock) {
	for _, t := range p.Model.Tests {
		for _, e := range t.Expects {
			w := scopeWriter{Pass: p, known: known, subject: t.Address, slips: true, effect: "as written the test asks for something else"}
			w.databases(e.Decl.Databases)
			w.collections(e.Decl.Databases, e.Decl.Collections)
		}
	}
}

// testAttributes reports what a request of a test says and no condition can read.
func testAttributes(p *lint.Pass, names []string) {
	attrs := attributesOf(p.Model.Document)
	for _, t := range p.Model.Tests {
		for _, a := range t.Decl.Attributes {
			name := a.FullName()
			switch {
			case slices.Contains(saidElsewhere, name):
				p.Reportf(a.Range, t.Address, "take it out: principal, privileges, database and collection of the test say it", "%s cannot be given as an attribute", name)
			case name == "resource.project" && !slices.Contains(names, name):
				testProject(p, t, a)
			case !slices.Contains(names, name):
				if !p.Broken {
					p.Reportf(a.Range, t.Address, attributeHelp(name, names), "attribute %s is not declared, so nothing reads it", name)
				}
			case name == "request.time": // judged where it is read
			default:
				if err := attrs.Fits(name, a.Value); err != nil {
					p.Reportf(a.Range, t.Address, "conditions that read it would deny for that alone", "%v", err)
				}
			}
		}
	}
}

// saidElsewhere are the names that conditions read of the request itself.
var saidElsewhere = []string{"principal.name", "request.privilege", "resource.collection", "resource.database"}

// testProject judges the attribute by which bindings to a project count.
func testProject(p *lint.Pass, t *schema.Test, a schema.TestAttribute) {
	if _, ok := a.Value.(string); !ok {
		p.Reportf(a.Range, t.Address, "it is compared with the project of bindings", "attribute resource.project must be a string, not %s", fmt.Sprint(a.Value))
	}
}
