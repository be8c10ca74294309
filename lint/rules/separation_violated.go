package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// SeparationViolated reports principals that hold more roles of a separation
// than it allows, by bindings and by includes.
var SeparationViolated = &lint.Rule{ID: "RC212", Name: "separation-violated", Severity: schema.Error, Check: checkSeparationViolated}

func checkSeparationViolated(p *lint.Pass) {
	judgeSeparations(p)
	if p.Base != nil && !p.Broken {
		checkFormerSeparations(p)
	}
}

// judgeSeparations judges a policy by the separations that it has.
func judgeSeparations(p *lint.Pass) {
	for _, s := range p.Model.Separations {
		if s.AtMost < 0 {
			continue // told of while it was read
		}
		if n := len(s.Decl.Roles); n <= s.AtMost && !p.Broken {
			p.Report(schema.Finding{
				Severity: schema.Warning, Range: s.Decl.AtMostRange, Subject: s.Address,
				Message: fmt.Sprintf("separation %q forbids nothing: at_most is %d, and it names %s", s.Decl.Label.Value, s.AtMost, counted(n, "role")),
				Help:    "it reads as if roles were kept apart and keeps none apart: write a smaller number, or delete it",
			})
		}
		conflicts, bypass := p.Access.Conflicts(s, p.Now)
		reportConflicts(p, s, conflicts, bypass)
	}
}

// reportConflicts makes one finding for all principals that hold the same roles.
func reportConflicts(p *lint.Pass, s *schema.Separation, conflicts []lint.Conflict, bypass []schema.StateMember) {
	same := map[string][]lint.Conflict{}
	var order []string
	for _, c := range conflicts {
		var names []string
		for _, h := range c.Held {
			names = append(names, roleAddress(h.Role))
		}
		key := firstOf(names, len(names))
		if same[key] == nil {
			order = append(order, key)
		}
		same[key] = append(same[key], c)
	}
	for _, roles := range order {
		f := schema.Finding{Range: s.Decl.Range, Subject: s.Address}
		var who []string
		for _, c := range same[roles] {
			who = append(who, c.Principal)
			f.Related = append(f.Related, ways(c)...)
		}
		f.Message = fmt.Sprintf("%s %s %s, of which separation %q allows %d", naming(who), verb(len(who), "hold"), roles, s.Decl.Label.Value, s.AtMost)
		f.Help = "take one of the roles from " + them(len(who)) + ", or end its binding when the other begins" + leftOut(bypass)
		f.Related = firstRelated(f.Related)
		p.Report(f)
	}
}

// ways says for each role how the principal comes to it.
func ways(c lint.Conflict) []schema.Related {
	var related []schema.Related
	for _, h := range c.Held {
		text := fmt.Sprintf("%q has %s by binding %q", c.Principal, roleAddress(h.Role), h.Binding.Decl.Label.Value)
		if len(h.Through) > 0 {
			var path []string
			for _, r := range h.Through {
				path = append(path, r.Address)
			}
			text += ", through " + strings.Join(path, " → ")
		}
		related = append(related, schema.Related{Message: text, Range: bindingPlace(h.Binding, c.Principal)})
	}
	return related
}

// bindingPlace is where a binding names a principal.
func bindingPlace(b *schema.Binding, principal string) schema.Range {
	i := slices.IndexFunc(b.Principals, func(p schema.PrincipalDecl) bool { return p.ID() == principal })
	if i < 0 || b.Principals[i].Name.Range.IsZero() {
		return b.Decl.Range
	}
	return b.Principals[i].Name.Range
}

// roleAddress names a role as a policy refers to it.
func roleAddress(r schema.BoundRole) string {
	if r.Role != nil {
		return r.Role.Address
	}
	return fmt.Sprintf("%q", r.Builtin.Name)
}

// mostRelated is how many other places a finding points at.
const mostRelated = 20

// firstRelated cuts a list of places, and says so.
func firstRelated(related []schema.Related) []schema.Related {
	if len(related) <= mostRelated {
		return related
	}
	cut := slices.Clone(related[:mostRelated])
	cut[mostRelated-1].Message = fmt.Sprintf("%s (and %d more places)", cut[mostRelated-1].Message, len(related)-mostRelated)
	return cut
}

// leftOut tells, as the end of a help text, who was not judged since they may do everything.
func leftOut(bypass []schema.StateMember) string {
	var names []string
	role := ""
	for _, m := range bypass {
		role = m.Role
		if !slices.Contains(names, m.Principal) {
			names = append(names, m.Principal)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return fmt.Sprintf(" (left out: %s %s %q, which passes every check)", naming(names), verb(len(names), "hold"), role)
}

func them(n int) string {
	if n == 1 {
		return "that principal"
	}
	return "them"
}
