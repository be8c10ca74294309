package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// SeesNothing tells of principals that are given access and shown no database:
// listings go by the grants of held roles, and those of a role that everyone
// holds do not count.
var SeesNothing = &lint.Rule{ID: "RC605", Name: "sees-nothing", Severity: schema.Info, Check: checkSeesNothing}

func checkSeesNothing(p *lint.Pass) {
	i := slices.IndexFunc(p.Model.Catalog.Notes, func(n schema.Note) bool { return n.About == "visibility" })
	if i < 0 || p.Broken || !p.Model.Target.Setting("authorization", true) {
		return
	}
	stores := map[*schema.Role]bool{}
	for _, r := range p.Model.Roles {
		p.Model.Stored(r, func(s schema.Stored) { stores[r] = true })
	}
	blind := map[*schema.Binding][]string{}
	var order []*schema.Binding
	for _, h := range p.Access.Holders() {
		by := blindBy(p, h, stores)
		if by == nil {
			continue
		}
		if blind[by] == nil {
			order = append(order, by)
		}
		blind[by] = append(blind[by], h.Principal)
	}
	for _, b := range order {
		who := blind[b]
		p.Reportf(b.Decl.Range, b.Address,
			fmt.Sprintf("%s Give %s a role with a grant on the databases that matter", p.Model.Catalog.Notes[i].Text, them(len(who))),
			"%s %s nothing but what everyone has, and %s no database", naming(who), verb(len(who), "hold"), verb(len(who), "see"))
	}
}

// blindBy is a binding that gives a holder a role, where none of its roles
// makes a database visible; nil where one does, or may.
func blindBy(p *lint.Pass, h schema.Holder, stores map[*schema.Role]bool) *schema.Binding {
	var by *schema.Binding
	for _, b := range h.Bound {
		switch {
		case b.Binding.Expired(p.Now):
			continue
		case b.Builtin != nil && !b.Builtin.Implicit, b.Role != nil && (stores[b.Role] || len(b.Role.Decl.Grants) > 0):
			return nil // a role without grants is empty-role's
		case b.Builtin != nil && by == nil:
			by = b.Binding
		}
	}
	return by
}
