package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ImpliedPrivilege tells of privileges that another one of the role stores
// already, and takes away again when it is revoked.
var ImpliedPrivilege = &lint.Rule{ID: "RC116", Name: "implied-privilege", Severity: schema.Info, Check: checkImpliedPrivilege}

func checkImpliedPrivilege(p *lint.Pass) {
	if p.Model.Catalog.Behaviour.PairReads {
		return // there the policy is to list what comes along
	}
	for _, role := range p.Model.Roles {
		for _, g := range role.Grants {
			for _, it := range g.Items {
				if it.Kind == schema.ItemPrivilege && !it.Privilege.Dead() {
					judgeImplied(p, role, g, it)
				}
			}
		}
	}
}

func judgeImplied(p *lint.Pass, role *schema.Role, g *schema.Grant, it schema.Item) {
	for _, f := range role.Flat() {
		if f.Grant.Deployable() != g.Deployable() || f.Grant.Decl.Verbatim {
			continue
		}
		for _, by := range f.Grant.Items {
			if !storesWith(by, it.Privilege.Name) || !shareScope(f.Grant.Decl, g.Decl) {
				continue
			}
			p.Report(schema.Finding{
				Range: it.Name.Range, Subject: role.Address, Fix: remove(p, it.Name, g.Decl.List),
				Message: fmt.Sprintf("%q is stored by %q already", it.Name.Value, by.Privilege.Name),
				Help: fmt.Sprintf("%s grants it along with %q and revokes it along with it, even where it was granted by itself: leave it out, or put both into a privilege group, where nothing comes along",
					by.Privilege.StoredBy, by.Privilege.Name),
				Related: []schema.Related{{Message: fmt.Sprintf("%q is granted here", by.Privilege.Name), Range: by.Name.Range}},
			})
			return
		}
	}
}

// storesWith reports whether a grant of the item stores another privilege.
func storesWith(by schema.Item, name string) bool {
	if by.Kind != schema.ItemPrivilege {
		return false
	}
	for _, s := range by.Privilege.Stores {
		if s == name {
			return true
		}
	}
	return false
}

// shareScope reports whether two grants name a database and a collection in common.
func shareScope(a, b *schema.GrantDecl) bool {
	return shareText(a.Databases, b.Databases) && shareText(a.Collections, b.Collections)
}

func shareText(a, b []schema.Text) bool {
	for _, x := range a {
		for _, y := range b {
			if x.Value == y.Value {
				return true
			}
		}
	}
	return false
}
