package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// WriteWithoutRead reports permissions to change a resource without the one to
// see it, on targets whose permissions come in such pairs. A write is deployed
// with its read, which the policy should then say; a delete or restore is not.
var WriteWithoutRead = &lint.Rule{ID: "RC115", Name: "write-without-read", Severity: schema.Warning, Check: checkWriteWithoutRead}

func checkWriteWithoutRead(p *lint.Pass) {
	if p.Broken || !p.Model.Catalog.Behaviour.PairReads {
		return
	}
	who := newSubjects(p)
	for g := range grants(p.Model) {
		for _, it := range g.Items {
			if it.Kind != schema.ItemPrivilege || it.Privilege.OwnerOnly {
				continue // what only the owner has is to go, not to be completed
			}
			if read := readOf(p.Model.Catalog, it.Privilege); read != nil {
				judgePair(p, who, g, it, read)
			}
		}
	}
}

// readOf is the permission to see what another changes; nil where there is none.
func readOf(cat *schema.Catalog, pr *schema.Privilege) *schema.Privilege {
	verb, resource, ok := strings.Cut(pr.Name, ":")
	if !ok || verb == "read" {
		return nil
	}
	return cat.Privilege("read:" + resource)
}

func judgePair(p *lint.Pass, who *subjects, g *schema.Grant, it schema.Item, read *schema.Privilege) {
	if lists(g.Role, read) {
		return
	}
	if slices.Contains(it.Privilege.Stores, read.Name) && !g.Decl.Verbatim {
		p.Report(schema.Finding{
			Range: it.Name.Range, Subject: g.Role.Address, Fix: addBehind(p, it.Name, read.Name, true),
			Message: fmt.Sprintf("%q is deployed with %q, which %s does not list", it.Name.Value, read.Name, g.Role.Address),
			Help:    fmt.Sprintf("the console adds the read and so does rolecall, though the server itself does not: list %q, so that the policy says what is deployed", read.Name),
		})
		return
	}
	alone := "only a write brings its read along"
	if g.Decl.Verbatim {
		alone = "a verbatim grant brings nothing along"
	}
	without := who.without(g.Role, func(r schema.Row) bool { return r.Privilege == read })
	if len(without) == 0 {
		return
	}
	p.Report(schema.Finding{
		Range: it.Name.Range, Subject: g.Role.Address, Fix: addBehind(p, it.Name, read.Name, false),
		Message: fmt.Sprintf("%q without %q: %s cannot see what it is for", it.Name.Value, read.Name, several(without)),
		Help:    fmt.Sprintf("%s; add %q, or take %q away", alone, read.Name, it.Name.Value),
	})
}

// lists reports whether the role or one it includes names the permission.
func lists(role *schema.Role, pr *schema.Privilege) bool {
	for _, f := range role.Flat() {
		for _, it := range f.Grant.Items {
			if it.Privilege == pr {
				return true
			}
		}
	}
	return false
}
