package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// BoundRoleDeleted reports roles that go while somebody holds them: roles of
// the deployed state, or of an earlier revision, that the policy neither
// declares nor renames, and roles that a removed block names. With a target all
// its roles go.
var BoundRoleDeleted = &lint.Rule{
	ID: "RC201", Name: "bound-role-deleted", Severity: schema.Error, Check: checkBoundRoleDeleted,
	Gains: []lint.Needs{lint.NeedsState, lint.NeedsBase}, Gone: true,
}

func checkBoundRoleDeleted(p *lint.Pass) {
	m := p.Model
	if p.Gone {
		reportGoneTarget(p)
		return
	}
	if p.State == nil && p.Base == nil && len(m.Document.Removed) == 0 {
		return
	}
	l := newLosses(p)
	if p.State == nil && p.Base != nil {
		l = newBaseLosses(p)
	}
	for _, rm := range m.Document.Removed {
		if name := l.nameOf(rm.From); name != "" && vendorOwned(m.Catalog, name) == nil {
			reportRemoved(p, l, rm, name)
		}
	}
	switch {
	case p.Broken || !removesUnmanaged(p):
	case p.State != nil && !p.State.Knows(schema.CoversRoles): // what is there beside the policy is not known
	case p.State != nil:
		for _, name := range unmanagedRoles(m, p.State) {
			f := schema.Finding{Range: m.Target.Range, Subject: schema.RefAddress("state.role", name, "", false)}
			reportDeleted(p, l, f, name, l.held[name])
		}
	case p.Base != nil:
		for _, r := range l.forgotten() {
			reportDeleted(p, l, schema.Finding{Range: m.Target.Range, Subject: r.Address}, r.Name, l.left(r.Name))
		}
	}
}

// reportRemoved reports a removed block whose role is still declared, bound or held.
func reportRemoved(p *lint.Pass, l *losses, rm *schema.RemovedDecl, name string) {
	m := p.Model
	f := schema.Finding{Range: rm.From.Range, Subject: schema.RefAddress("role", name, "", false)}
	if f.Range.IsZero() {
		f.Range = rm.Range
	}
	holders := slices.Clone(l.left(name))
	for _, b := range m.Bindings {
		for _, r := range b.Decl.Roles {
			if r.Ref == nil || l.nameOf(r) != name || b.Expired(p.Now) {
				continue
			}
			f.Related = append(f.Related, schema.Related{Message: fmt.Sprintf("binding %q still gives it", b.Decl.Label.Value), Range: r.Range})
			for _, h := range b.Principals {
				holders = append(holders, h.ID())
			}
		}
	}
	if r := l.declared[name]; r != nil {
		f.Related = append(f.Related, schema.Related{Message: "still declared here", Range: r.Decl.Range})
		if len(holders) == 0 {
			f.Message = fmt.Sprintf("role %q is removed and still declared", name)
			f.Help = "the policy says both that it stays and that it goes: take the role block out, or the removed block"
			p.Report(f)
			return
		}
	}
	reportDeleted(p, l, f, name, holders)
}

// reportDeleted reports a role that goes while the holders have it; nothing where there are surely none.
func reportDeleted(p *lint.Pass, l *losses, f schema.Finding, name string, holders []string) {
	slices.Sort(holders)
	holders = slices.Compact(holders)
	allKnown := p.State == nil || p.State.Knows(schema.CoversMembers)
	switch {
	case len(holders) > 0:
		lost, kept := l.of(name, holders)
		f.Message = fmt.Sprintf("role %q is deleted while %s %s it: %s", name, naming(holders), verb(len(holders), "hold"), lost)
		f.Help = kept + "; "
		if !allKnown {
			f.Help += "who else holds it is unknown, since the state does not cover members; "
		}
	case !allKnown:
		f.Message = fmt.Sprintf("role %q is deleted, its holders unknown: the state does not cover members", name)
	default:
		return
	}
	f.Help += p.Model.Catalog.Behaviour.BoundRoleDropNote
	if p.Model.Catalog.Behaviour.GrantedRoleDrop {
		f.Help += " (one that has grants it refuses to drop)"
	}
	f.Help += "; " + wayOut(l, name, holders) + notYet(p)
	p.Report(f)
}

// notYet tells, as the end of a help text, that the change would keep what is
// not declared, once it counts.
func notYet(p *lint.Pass) string {
	if removes(p.Model.Target) || p.Base == nil {
		return ""
	}
	return fmt.Sprintf("; unmanaged = %q counts once it is merged: make that a change of its own, before this one", p.Model.Target.Unmanaged.Value)
}

// reportGoneTarget reports the bound roles of a target that a change takes away.
func reportGoneTarget(p *lint.Pass) {
	if p.Broken || !removesUnmanaged(p) {
		return
	}
	q := *p
	q.State = nil
	l := newBaseLosses(&q)
	for _, r := range l.forgotten() {
		holders := slices.Compact(slices.Sorted(slices.Values(l.held[r.Name])))
		if len(holders) == 0 {
			continue
		}
		lost, _ := l.of(r.Name, holders)
		p.Report(schema.Finding{
			Range: p.Model.Target.Range, Subject: r.Address,
			Message: fmt.Sprintf("target %q is gone, and with it role %q while %s %s it: %s", p.Model.Target.ID(), r.Name, naming(holders), verb(len(holders), "hold"), lost),
			Help: "nothing says any more what its server is to have, and no rule looks at it: keep the target; where it has a new name, change that alone; " +
				"where it is given up, take its bindings out first, in a change of its own",
		})
	}
}

// wayOut says what to write instead.
func wayOut(l *losses, name string, holders []string) string {
	from := schema.RefAddress("role", name, "", false)
	if to := l.successor(name); to != nil {
		return fmt.Sprintf("%s has the same grants: if that is its new name, say so in a moved block with from = %s and to = %s", to.Address, from, to.Address)
	}
	binding := ""
	if users := usersOf(holders); len(users) > 0 {
		binding = fmt.Sprintf(" (roles = [role.…], users = [%s])", strings.Join(quoteEach(users[:min(len(users), shown)]), ", "))
	}
	return fmt.Sprintf("bind its holders to another role first%s, deploy that, then delete it; or keep it declared; or write a moved block if it has a new name", binding)
}

// usersOf leaves out principals of other kinds, which are written kind:name.
func usersOf(holders []string) []string {
	return slices.DeleteFunc(slices.Clone(holders), func(h string) bool { return strings.Contains(h, ":") })
}
