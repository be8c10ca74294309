package rules

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// newBaseLosses works out losses by an earlier revision of the policy, as if
// that were what is deployed, services' conditions included.
func newBaseLosses(p *lint.Pass) *losses {
	q := *p
	q.State = p.Base.Desired(p.Now)
	l := newLosses(&q)
	l.base = map[string]*schema.Role{}
	for _, r := range p.Base.Roles {
		l.base[r.Name] = r
	}
	for _, rm := range p.Model.Document.Removed {
		l.removed[l.nameOf(rm.From)] = rm
	}
	return l
}

// nameOf is what the target calls the role that a removed or moved block names.
func (l *losses) nameOf(n schema.Name) string {
	if l.base != nil {
		return formerName(l.Pass, n)
	}
	return l.Model.VendorName(n)
}

// formerName is what the target calls the role that a removed or moved block
// names. An earlier revision may still declare it, and then says.
func formerName(p *lint.Pass, n schema.Name) string {
	if p.Base != nil && n.Ref != nil && n.Ref.Kind == "role" && p.Model.Referred(n.Ref) == nil {
		if r := p.Base.Referred(n.Ref); r != nil {
			return r.Name
		}
	}
	return p.Model.VendorName(n)
}

// forgotten lists the roles of the earlier revision that the policy neither
// declares nor renames nor removes, in that revision's order.
func (l *losses) forgotten() []*schema.Role {
	known := renamedSince(l.Pass)
	var gone []*schema.Role
	for _, r := range l.Base.Roles {
		if !known[r.Name] && l.declared[r.Name] == nil && l.removed[r.Name] == nil && vendorOwned(l.Model.Catalog, r.Name) == nil {
			known[r.Name] = true
			gone = append(gone, r)
		}
	}
	return gone
}

// renamedSince are the names in the earlier revision of roles that moved blocks
// rename: it has them and not yet those that they get.
func renamedSince(p *lint.Pass) map[string]bool {
	there, renamed := map[string]bool{}, map[string]bool{}
	for _, r := range p.Base.Roles {
		there[r.Name] = true
	}
	for _, mv := range p.Model.Document.Moved {
		from := formerName(p, mv.From)
		if mv.To.Ref == nil || !there[from] {
			continue
		}
		if to := p.Model.Referred(mv.To.Ref); to != nil && !there[to.Name] {
			renamed[from], there[from], there[to.Name] = true, false, true
		}
	}
	return renamed
}

// left are the holders of a role that an earlier revision has whom the policy
// leaves without it: they lose some of what it gave and get no role in its place
// that gives more than everyone has.
func (l *losses) left(role string) []string {
	if l.base == nil {
		return l.held[role]
	}
	l.prepare()
	var left []string
	for _, h := range l.held[role] {
		roles := l.remaining(h, role)
		gets := slices.ContainsFunc(roles, func(r string) bool { return !slices.Contains(l.held[r], h) && l.givesMore(r) })
		if gone, _ := l.split(l.deployed(role), roles); len(gone) > 0 && !gets {
			left = append(left, h)
		}
	}
	return left
}

// givesMore reports whether a role gives anything that not everyone has.
func (l *losses) givesMore(role string) bool {
	return slices.ContainsFunc(l.after(role), func(row schema.Row) bool { return !l.gives(nil, row) })
}
