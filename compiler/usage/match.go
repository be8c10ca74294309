package usage

import (
	"slices"

	"github.com/rolecall/rolecall/bundle"
)

// answer is what the policy says to a request.
type answer int

const (
	no answer = iota
	perhaps
	yes
)

// match is what of the policy a request needed.
type match struct {
	answer  answer
	sure    []int32 // rows that give it
	maybe   []int32 // rows that may give it, for all that the line tells
	primary []int32 // of the sure rows those that would be enough, one for each need
	members []int32 // that bring the sure rows
	perhaps []int32 // members that bring the others
	grants  []int32 // of the sure rows
	vague   []int32 // grants of the others
	scope   scope
	exact   bool // the same for every such request, at any time
}

// scope is where a request was, as the server saw it.
type scope struct{ database, collection string }

// match finds what gives a request.
func (t *Tally) match(e *Event) *match {
	var buf [16]held
	m := &match{answer: yes}
	var roles []held
	roles, m.exact = t.x.heldBy(e, buf[:0])
	m.scope = t.scope(e)
	needs := e.Needs
	if len(needs) == 0 {
		needs = [][]string{nil} // any
	}
	for _, need := range needs {
		m.answer = min(m.answer, t.need(e, m, roles, need))
	}
	m.settle(t.x)
	return m
}

// scope fills in the default database and resolves an alias.
func (t *Tally) scope(e *Event) scope {
	s := scope{e.Database, e.Collection}
	if s.database == "" && e.Missing&NoDatabase == 0 {
		s.database = bundle.DefaultDatabase
	}
	if cluster := t.x.g.Catalog.Behaviour.ClusterDatabase; cluster != "" && e.Server && t.clusterWide(e) {
		s.database = cluster
	}
	if real, ok := t.x.table.Aliases[s.database][s.collection]; ok {
		s.collection = real
	}
	return s
}

// need finds what gives one need of a request: one of some privileges, or, where
// none is named, whatever it was.
func (t *Tally) need(e *Event, m *match, roles []held, privileges []string) answer {
	var sure, maybe []int32
	var by, vaguely []int32
	try := func(h held, row int32, unsure bool) {
		switch t.covers(e, m, &t.x.table.Grants[row], h.maybe || unsure) {
		case yes:
			sure, by = append(sure, row), append(by, h.member)
		case perhaps:
			maybe, vaguely = append(maybe, row), append(vaguely, h.member)
		}
	}
	for _, h := range roles {
		for _, p := range privileges {
			for _, row := range h.role.rows[p] {
				try(h, row, false)
			}
		}
		if privileges == nil {
			for _, row := range h.role.all {
				try(h, row, true)
			}
		}
	}
	m.maybe, m.perhaps = append(m.maybe, maybe...), append(m.perhaps, vaguely...)
	switch {
	case len(sure) > 0:
		m.sure, m.members = append(m.sure, sure...), append(m.members, by...)
		m.primary = append(m.primary, slices.MinFunc(sure, t.x.narrower))
		return yes
	case len(maybe) > 0:
		return perhaps
	}
	return no
}

// covers says whether a row gives what is asked for.
func (t *Tally) covers(e *Event, m *match, row *bundle.Grant, unsure bool) answer {
	a := yes
	if unsure {
		a = perhaps
	}
	if row.Database != bundle.Any && e.Missing&NoDatabase != 0 && m.scope.database == "" {
		a = perhaps
	} else if row.Database != bundle.Any && row.Database != m.scope.database {
		return no
	}
	if row.Collection != bundle.Any && e.Missing&NoCollection != 0 {
		a = perhaps
	} else if row.Collection != bundle.Any && row.Collection != m.scope.collection {
		return no
	}
	switch {
	case e.Server:
		return min(a, t.x.onServer(row))
	case row.Condition == "":
		return a
	}
	return min(a, t.holds(e, m, row))
}

// holds judges a condition for a service.
func (t *Tally) holds(e *Event, m *match, row *bundle.Grant) answer {
	m.exact = false
	switch {
	case e.Allowed && e.Role == row.Role && e.Condition == row.Condition:
		return yes
	case e.Missing != 0 || t.conditions == nil:
		return perhaps
	}
	req := e.request()
	req.Database, req.Collection = m.scope.database, m.scope.collection
	if ok, err := t.conditions.Holds(row.Condition, &req, e.At); err != nil || !ok {
		return no
	}
	return yes
}

// request is the event as a request.
func (e *Event) request() bundle.Request {
	r := bundle.Request{Principal: e.Principal, Roles: e.Roles, Database: e.Database, Collection: e.Collection, Attributes: e.Attributes}
	if len(e.Needs) > 0 && len(e.Needs[0]) > 0 {
		r.Privilege = e.Needs[0][0]
	}
	return r
}

// clusterWide reports whether all that a request needs is of the cluster.
func (t *Tally) clusterWide(e *Event) bool {
	return len(e.Needs) > 0 && !slices.ContainsFunc(e.Needs, func(need []string) bool {
		return slices.ContainsFunc(need, func(name string) bool {
			p := t.x.g.Catalog.Privilege(name)
			return p == nil || p.Level != "cluster"
		})
	})
}

// settle sorts and leaves each once.
func (m *match) settle(x *index) {
	for _, list := range []*[]int32{&m.sure, &m.maybe, &m.primary, &m.members, &m.perhaps} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	m.grants, m.vague = x.grantsOf(m.sure), x.grantsOf(m.maybe)
}

func (x *index) grantsOf(rows []int32) []int32 {
	var ids []int32
	for _, row := range rows {
		if id := x.grantOf[row]; id >= 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
