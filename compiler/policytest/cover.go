package policytest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Point is something that tests exercise: a privilege that a grant gives, a
// principal or a role of a binding, one of the two outcomes of a condition.
type Point struct {
	Kind    string // grant, binding or condition
	Address string // of the block, as in role.searcher
	What    string // the privilege, the principal, the role; true or false of a condition
	Range   schema.Range
	Hits    int // how many questions exercised it
}

// Coverage is what tests exercised of one target: a grant and a binding by each
// expected yes, a condition by each question whose answer it had a part in. What
// gives nothing is no point. Points are in the order of the source.
type Coverage struct{ Points []Point }

// Covered counts the points that were exercised.
func (c *Coverage) Covered() int {
	n := 0
	for i := range c.Points {
		if c.Points[i].Hits > 0 {
			n++
		}
	}
	return n
}

// ledger keeps the points of a model.
type ledger struct {
	points []*Point
	grants map[grantPoint]*Point
	others map[otherPoint]*Point
}

type grantPoint struct {
	grant     *schema.Grant
	item      *schema.Item
	privilege string
}

// otherPoint is a principal or a role of a binding, or an outcome of a condition.
type otherPoint struct {
	of   any // *schema.Binding or *schema.Condition
	what string
}

func newLedger(m *schema.Model, g *grounds) *ledger {
	l := &ledger{grants: map[grantPoint]*Point{}, others: map[otherPoint]*Point{}}
	gives := map[string]bool{}
	for _, role := range m.Roles {
		items := itemsOf(m, role)
		for i, row := range m.Rows(role) {
			gives[role.Name] = true
			l.grant(row, items[i])
		}
	}
	for _, b := range m.Bindings {
		l.binding(b, func(r schema.BoundRole) bool {
			everyones := r.Builtin != nil && r.Builtin.Implicit
			return !everyones && (gives[r.Name()] || len(g.byRole[r.Name()]) > 0)
		})
	}
	slices.SortStableFunc(l.points, func(a, b *Point) int { return a.Range.Compare(b.Range) })
	return l
}

func (l *ledger) add(p Point) *Point {
	l.points = append(l.points, &p)
	return &p
}

// grant adds the point of a row, and those of its condition.
func (l *ledger) grant(row schema.Row, item *schema.Item) {
	key := grantPoint{row.Grant, item, row.Privilege.Name}
	if l.grants[key] != nil {
		return
	}
	l.grants[key] = l.add(Point{Kind: "grant", Address: row.Grant.Role.Address, What: row.Privilege.Name, Range: item.Name.Range})
	c := row.Condition
	if c == nil || l.others[otherPoint{c, "true"}] != nil {
		return
	}
	for _, outcome := range []string{"true", "false"} {
		l.others[otherPoint{c, outcome}] = l.add(Point{Kind: "condition", Address: conditionAddress(c, row.Grant), What: outcome, Range: c.Expression.Range})
	}
}

// conditionAddress is how people call a condition: one written in place by its first grant's role.
func conditionAddress(c *schema.Condition, g *schema.Grant) string {
	if c.Decl != nil {
		return c.Decl.Address("condition")
	}
	return g.Role.Address
}

func (l *ledger) binding(b *schema.Binding, gives func(schema.BoundRole) bool) {
	add := func(what string, at schema.Range) {
		if key := (otherPoint{b, what}); l.others[key] == nil {
			l.others[key] = l.add(Point{Kind: "binding", Address: b.Address, What: what, Range: at})
		}
	}
	useful := false
	for _, r := range b.Roles {
		if gives(r) {
			useful = true
			add("role "+r.Name(), r.Range)
		}
	}
	for _, p := range b.Principals {
		if useful {
			add(p.ID(), p.Name.Range)
		}
	}
}

// exercise counts what a check that passed went through.
func (l *ledger) exercise(s *Suite, g *grounds, held []holding, c *Check) {
	seen := s.policy.seen(&c.Request)
	for _, h := range held {
		yes := false
		g.covering(h.role, seen, func(row ground) {
			if !l.outcome(s, row, seen, c) || !c.Expect.Decl.Allow {
				return
			}
			yes = true
			if row.item != nil {
				l.grants[grantPoint{row.Grant, row.item, row.Privilege.Name}].Hits++
			}
		})
		if yes && h.binding != nil {
			hit(l.others[otherPoint{h.binding, "role " + h.role}])
			hit(l.others[otherPoint{h.binding, c.Request.Principal}])
		}
	}
}

// outcome counts what a row's condition came to and reports whether it held. One
// that cannot be told came to nothing.
func (l *ledger) outcome(s *Suite, row ground, seen *bundle.Request, c *Check) bool {
	if row.Condition == nil {
		return true
	}
	ok, err := s.conds.Holds(row.Condition.ID, seen, c.At)
	if err == nil {
		hit(l.others[otherPoint{row.Condition, strconv.FormatBool(ok)}])
	}
	return ok && err == nil
}

func hit(p *Point) {
	if p != nil {
		p.Hits++
	}
}

// coverage gives the points as they stand.
func (l *ledger) coverage() *Coverage {
	c := &Coverage{Points: make([]Point, len(l.points))}
	for i, p := range l.points {
		c.Points[i] = *p
	}
	return c
}

// Untouched lists the points that nothing exercised, those of one block and kind
// that share a place as one, with what is missing joined.
func (c *Coverage) Untouched() []Point {
	var out []Point
	for _, p := range c.Points {
		if p.Hits > 0 {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Kind == p.Kind && out[n-1].Address == p.Address && out[n-1].Range == p.Range {
			out[n-1].What = strings.Join([]string{out[n-1].What, p.What}, ", ")
			continue
		}
		out = append(out, p)
	}
	return out
}
