package diff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// same reports whether a role surely gives the same in both revisions: what it
// is granted is written alike, and no group of it has changed.
func (r *revision) same(role string) bool {
	before, after := r.was.named[role], r.is.named[role]
	if !r.sameSite || len(before) != len(after) {
		return false
	}
	for i := range before {
		if !slices.EqualFunc(before[i].Flat(), after[i].Flat(), func(a, b schema.Flat) bool { return r.sameGrant(a.Grant, b.Grant) }) {
			return false
		}
	}
	return true
}

// sameGrant reports whether two grants store the same and it gives the same.
func (r *revision) sameGrant(a, b *schema.Grant) bool {
	return conditionText(a) == conditionText(b) && a.Deployable() == b.Deployable() && a.Decl.Verbatim == b.Decl.Verbatim &&
		sameTexts(a.Decl.Databases, b.Decl.Databases) && sameTexts(a.Decl.Collections, b.Decl.Collections) &&
		slices.EqualFunc(a.Items, b.Items, func(x, y schema.Item) bool {
			return x.Kind == y.Kind && x.Stored() == y.Stored() && x.Level() == y.Level() && !(x.Kind == schema.ItemGroup && r.changed[x.Stored()])
		})
}

func conditionText(g *schema.Grant) string {
	if g.Condition == nil {
		return ""
	}
	return g.Condition.Expression.Value
}

func sameTexts(a, b []schema.Text) bool {
	return (a == nil) == (b == nil) && slices.EqualFunc(a, b, func(x, y schema.Text) bool { return x.Value == y.Value })
}

func sameSet(a, b []string) bool {
	if slices.Equal(a, b) {
		return true
	}
	x, y := slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(slices.Compact(x), slices.Compact(y))
}

// grants compares what roles are granted. Roles that are written alike are not
// expanded, of the others only what one revision alone has is sorted.
func (r *revision) grants() {
	seen := grantSet{}
	for _, role := range unionOf(r.was.named, r.is.named) {
		if r.same(role) {
			continue
		}
		before, after := seen.onlyIn(r.was.grants(role), r.is.grants(role)), seen.onlyIn(r.is.grants(role), r.was.grants(role))
		for len(before)+len(after) > 0 {
			order := 1
			switch {
			case len(after) == 0:
				order = -1
			case len(before) > 0:
				order = before[0].StateGrant.Compare(after[0].StateGrant)
			}
			var b, a *stored
			if order <= 0 {
				b, before = &before[0], before[1:]
			}
			if order >= 0 {
				a, after = &after[0], after[1:]
			}
			r.grant(role, b, a)
		}
	}
}

// grant tells of a grant that is in one revision alone, or under another condition.
func (r *revision) grant(role string, before, after *stored) {
	c := Change{Kind: KindGrant, Action: Modify}
	tell := func(s *stored, l *policyLedger) {
		c.Address, c.Source, c.Note = s.from.grant.Role.Address, s.from.grant.Decl.Range.String(), ""
		if len(s.from.via) > 0 {
			c.Note = "through " + strings.Join(s.from.via, ", ")
		}
		if roles := l.named[role]; len(roles) > 0 {
			c.Address = roles[0].Address
		}
	}
	if before != nil {
		tell(before, r.was)
		g := grantOf(before)
		g.Role = oldName(r.renamed, role)
		c.Before = g
	}
	if after != nil {
		tell(after, r.is)
		c.After = grantOf(after)
	}
	switch {
	case before == nil:
		c.Action = Add
	case after == nil:
		c.Action = Remove
	}
	r.change(c)
}

func grantOf(s *stored) Grant {
	g := Grant{StateGrant: s.StateGrant}
	if cond := s.from.grant.Condition; cond != nil {
		g.Condition, g.Expression, g.Deploy = cond.ID, cond.Expression.Value, s.from.grant.Decl.Deploy.Value
	}
	return g
}

// grantSet is a set of grants under their conditions, made once and used again.
type grantSet map[conditioned]struct{}

// conditioned is what makes a grant the same in both revisions.
type conditioned struct {
	schema.StateGrant
	condition string
	deployed  bool
}

func id(s *stored) conditioned {
	return conditioned{s.StateGrant, conditionText(s.from.grant), s.from.grant.Deployable()}
}

// onlyIn lists the grants of a that b does not have under the same condition,
// sorted, each once with its shortest way.
func (had grantSet) onlyIn(a, b []stored) []stored {
	clear(had)
	for i := range b {
		had[id(&b[i])] = struct{}{}
	}
	var only []stored
	for i := range a {
		if _, ok := had[id(&a[i])]; !ok {
			only = append(only, a[i])
		}
	}
	slices.SortFunc(only, func(x, y stored) int {
		return cmp.Or(x.StateGrant.Compare(y.StateGrant), strings.Compare(conditionText(x.from.grant), conditionText(y.from.grant)),
			compareTurns(!x.from.grant.Deployable(), !y.from.grant.Deployable()), x.from.compare(y.from))
	})
	return slices.CompactFunc(only, func(x, y stored) bool { return id(&x) == id(&y) })
}
