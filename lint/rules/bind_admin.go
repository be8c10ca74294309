package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// BindAdmin reports bindings of a role that passes every check. The vendor's
// own users, which have it anyway, may be bound to it.
var BindAdmin = &lint.Rule{ID: "RC204", Name: "bind-admin", Severity: schema.Warning, Check: checkBindAdmin}

func checkBindAdmin(p *lint.Pass) {
	for _, b := range p.Model.Bindings {
		if b.Expired(p.Now) {
			continue
		}
		for _, r := range b.Roles {
			if r.Builtin == nil || !r.Builtin.Bypass {
				continue
			}
			var names []string
			for _, h := range b.Principals {
				if u := p.Model.Catalog.User(h.ID()); u == nil || !slices.Contains(u.Roles, r.Builtin.Name) {
					names = append(names, h.ID())
				}
			}
			if len(names) > 0 {
				p.Reportf(r.Range, b.Address,
					fmt.Sprintf("no grant, condition or invariant limits it: bind a role with what they need; for emergencies let the binding expire, and suppress this with the reason%s", ownedNote(r.Builtin)),
					"%s %s given %q, which passes every check", naming(names), are(len(names)), r.Builtin.Name)
			}
		}
	}
}

func are(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
