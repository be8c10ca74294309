package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
)

// Verdict answers whether somebody may do something.
type Verdict string

// The verdicts. The zero Verdict is none of them.
const (
	No  Verdict = "no"
	If  Verdict = "if" // a condition decides, and what it reads is not known
	Yes Verdict = "yes"
)

// Answer is the answer to whether a principal can use a privilege, or all of a
// group's, somewhere in a scope.
type Answer struct {
	Principal string `json:"principal"`
	Privilege string `json:"privilege"`
	Group     bool   `json:"group"` // the privilege is a group: yes is all of it
	Level     string `json:"level"` // at which it is granted
	// Database and Collection are as the server sees them: "*" is any, an alias its collection.
	Database   string  `json:"database"`
	Collection string  `json:"collection"`
	Known      bool    `json:"known"` // some binding, declaration or list names the principal
	Verdict    Verdict `json:"answer"`
	// Missing lists the privileges of a group, or the one asked for, that nothing gives; sorted.
	Missing []string `json:"missing"`
	// Ways lists the access that makes it a yes or an if, what holds first.
	Ways []Way `json:"ways"`
	// NearMisses says of a no what would have made it a yes, and why it does not.
	NearMisses []NearMiss `json:"near_misses"`
	// Suggestions are changes each of which makes a no a yes, those first that open
	// least besides.
	Suggestions []Suggestion `json:"suggestions"`
	// NotWeighed counts roles that would do and are not among the suggestions,
	// since there are too many to weigh.
	NotWeighed int `json:"not_weighed"`
	// Note says what is not counted in what suggestions open; mostly empty.
	Note string `json:"note"`
	// AlsoReaches lists access of the principal to the same in other databases that
	// the server takes for access here.
	AlsoReaches []Reach      `json:"also_reaches"`
	NotModelled []Unmodelled `json:"not_modelled"`
}

// Way is how a principal comes to what is asked for: the privileges that one grant
// gives in one scope.
type Way struct {
	Privileges []string   `json:"privileges"`
	Role       string     `json:"role"`
	Database   string     `json:"database"`
	Collection string     `json:"collection"`
	Project    string     `json:"project,omitempty"`
	Whole      bool       `json:"whole"` // the scope has all that is asked for
	Condition  *Condition `json:"condition"`
	Via        []string   `json:"via"`
	Source     string     `json:"source"`
	Chain      []Link     `json:"chain"`
}

// Condition is a condition and whether it holds for what is asked.
type Condition struct {
	ID         string  `json:"id"`
	Expression string  `json:"expression"`
	Source     string  `json:"source"`
	Holds      Verdict `json:"holds"`
	Reason     string  `json:"reason"` // why that cannot be told; empty where it can
}

// Can answers whether a principal may use what is asked for, given what is known of
// the request. Where any database or collection is asked for, some is enough, as
// it is for WhoCan. An empty principal may nothing.
func (g *Ground) Can(principal string, a Asked, attributes bundle.Attributes) *Answer {
	w := &wayfinder{ground: g, asked: &a, principal: principal, attributes: attributes, found: map[string]Verdict{}}
	w.walk()
	answer := &Answer{
		Principal: principal, Privilege: a.Name, Group: a.Group, Database: a.Database, Collection: a.Collection, Level: string(a.Level),
		Known: g.Known(principal), Verdict: w.verdict(), Missing: w.missing(), Ways: w.given(),
		NearMisses: []NearMiss{}, Suggestions: []Suggestion{},
		AlsoReaches: slices.AppendSeq([]Reach{}, g.canReach(principal, a)), NotModelled: append([]Unmodelled{}, g.Unmodelled(a.Privileges, principal)...),
	}
	if answer.Verdict != No {
		return answer
	}
	answer.NearMisses = append(answer.NearMisses, w.nearMisses()...)
	if principal != "" && len(a.Privileges) > 0 {
		answer.Suggestions, answer.NotWeighed = w.suggestions()
		if m := g.Model; m != nil && m.Target.Key != "" {
			answer.Note = fmt.Sprintf("every target %q has these blocks: what a change of them opens on the others is not counted", m.Target.Name)
		}
	}
	return answer
}

// canReach is WhoReaches for one principal.
func (g *Ground) canReach(principal string, a Asked) func(yield func(Reach) bool) {
	return g.reaches(a, func(yield func(bundle.Access) bool) {
		for row := range g.WhatCan(principal) {
			if slices.Contains(a.Privileges, row.Privilege) && (&Asked{Database: bundle.Any, Collection: a.Collection}).meets(row.Database, row.Collection) && !yield(row) {
				return
			}
		}
	})
}

// wayfinder looks for the ways of one principal to what is asked for.
type wayfinder struct {
	ground     *Ground
	asked      *Asked
	principal  string
	attributes bundle.Attributes

	ways  []Way
	found map[string]Verdict // by privilege, the best
}

// walk goes through all that the principal has.
func (w *wayfinder) walk() {
	index := map[string]int{}
	for row := range w.ground.WhatCan(w.principal) {
		if !slices.Contains(w.asked.Privileges, row.Privilege) || !w.asked.meets(row.Database, row.Collection) || !w.inProject(row.Project) {
			continue
		}
		name := strings.Join(append([]string{row.Role, row.Project, row.Database, row.Collection, row.Condition, row.Source}, row.Via...), "\x00")
		i, ok := index[name]
		if !ok {
			i = len(w.ways)
			index[name] = i
			w.ways = append(w.ways, w.way(&row))
		}
		way := &w.ways[i]
		way.Privileges = append(way.Privileges, row.Privilege)
		if v := way.verdict(); rankOf(v) > rankOf(w.found[row.Privilege]) {
			w.found[row.Privilege] = v
		}
	}
}

// inProject reports whether access of a project counts for what is asked.
func (w *wayfinder) inProject(project string) bool {
	return project == "" || w.attributes.Resource["project"] == project
}

func (w *wayfinder) way(row *bundle.Access) Way {
	return Way{
		Role: row.Role, Project: row.Project, Database: row.Database, Collection: row.Collection,
		Whole: w.asked.whole(row.Database, row.Collection), Condition: w.condition(row), Via: row.Via, Source: row.Source,
	}
}

func (way *Way) verdict() Verdict {
	if way.Condition == nil {
		return Yes
	}
	return way.Condition.Holds
}

func rankOf(v Verdict) int { return slices.Index([]Verdict{No, If, Yes}, v) }

// condition judges the condition of a row for what is asked; nil where it has none.
func (w *wayfinder) condition(row *bundle.Access) *Condition {
	if row.Condition == "" {
		return nil
	}
	cel := w.ground.Bundle.CEL.Conditions[row.Condition]
	c := &Condition{ID: row.Condition, Expression: cel.Expression, Source: cel.Source, Holds: If}
	req := &bundle.Request{
		Principal: w.principal, Privilege: row.Privilege, Attributes: w.attributes,
		Database: narrower(w.asked.Database, row.Database), Collection: narrower(w.asked.Collection, row.Collection),
	}
	for _, unsaid := range []struct{ name, value string }{{"resource.database", req.Database}, {"resource.collection", req.Collection}} {
		if unsaid.value == bundle.Any && reads(cel.Expression, unsaid.name) {
			c.Reason = "it reads " + unsaid.name + ", and any is asked for"
			return c
		}
	}
	holds, err := w.ground.holds.Holds(row.Condition, req, w.ground.Now)
	switch {
	case err != nil:
		c.Reason = err.Error()
	case holds:
		c.Holds = Yes
	default:
		c.Holds = No
	}
	return c
}

// narrower is the name of two scopes that have something in common.
func narrower(asked, row string) string {
	if asked == bundle.Any {
		return row
	}
	return asked
}

// reads reports whether an expression may read a name. It may say so too often.
func reads(expression, name string) bool {
	return strings.Contains(strings.Join(strings.Fields(expression), ""), name)
}

// verdict is the worst of those of the privileges: of a group all are needed.
func (w *wayfinder) verdict() Verdict {
	worst := No
	for i, p := range w.asked.Privileges {
		if v := cmp.Or(w.found[p], No); i == 0 || rankOf(v) < rankOf(worst) {
			worst = v
		}
	}
	return worst
}

func (w *wayfinder) missing() []string {
	missing := []string{}
	for _, p := range w.asked.Privileges {
		if cmp.Or(w.found[p], No) == No {
			missing = append(missing, p)
		}
	}
	return missing
}

// given are the ways that count, what holds before what may hold, a part after the
// whole, each with its chain.
func (w *wayfinder) given() []Way {
	ways := []Way{}
	for _, way := range w.ways {
		if way.verdict() != No {
			way.Chain = w.ground.chain(w.principal, &way)
			ways = append(ways, way)
		}
	}
	slices.SortStableFunc(ways, func(a, b Way) int {
		return cmp.Or(rankOf(b.verdict())-rankOf(a.verdict()), last(!a.Whole)-last(!b.Whole), last(w.ground.implicit(a.Role))-last(w.ground.implicit(b.Role)))
	})
	return ways
}

func last(is bool) int {
	if is {
		return 1
	}
	return 0
}

// implicit reports whether everyone holds a role.
func (g *Ground) implicit(role string) bool { return slices.Contains(g.Bundle.Table.Implicit, role) }
