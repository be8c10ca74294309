package usage

import (
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/schema"
)

// MostScopes is how many databases and collections are told apart that one row was
// used on. A row used on more is one for any.
const MostScopes = 100

// mostMatches is how many requests that differ are remembered at a time.
const mostMatches = 1 << 16

// Options say how logs are judged.
type Options struct {
	// Complete says that the logs have every use: of a privilege that nobody asked
	// for it is then known that nobody used it.
	Complete bool
	// Replay has each request decided again.
	Replay bool
}

// Tally counts what was used of a policy, a bundle or a state. Its memory is
// bounded by them, whatever it is given to count.
type Tally struct {
	o          Options
	x          *index
	conditions bundle.Conditions

	matches map[string]*match
	key     []byte

	rows        []rowUse
	grants      []Use
	members     []Use
	required    []int // by member: what no other role of the principal would have given
	roles       map[string]*roleUse
	ofRoles     map[string]roleFacts // once all was counted
	principals  map[string]int       // requests of those that are known
	all         presence
	strangers   int             // requests of those that are not known
	unexplained int             // allowed, and given by nothing
	incomplete  map[string]int  // requests that lack a field, by its name
	services    map[string]bool // privileges that services asked for
	server      bool            // lines of the server were read
	deniedSeen  int
	replay      *replay
}

// New makes a tally for what is to be judged.
func New(g *query.Ground, o Options) (*Tally, error) {
	x := newIndex(g)
	t := &Tally{
		o: o, x: x, matches: map[string]*match{}, rows: make([]rowUse, len(x.table.Grants)), grants: make([]Use, x.grants),
		members: make([]Use, len(x.table.Members)), required: make([]int, len(x.table.Members)),
		roles: map[string]*roleUse{}, principals: map[string]int{}, incomplete: map[string]int{}, services: map[string]bool{},
	}
	for name := range x.roles {
		t.roles[name] = &roleUse{}
	}
	for _, name := range g.Principals() {
		t.principals[name] = 0
	}
	if o.Replay {
		t.replay = newReplay(g)
	}
	if len(g.Bundle.CEL.Conditions) > 0 {
		set, err := condition.Load(g.Bundle)
		if err != nil {
			return nil, err
		}
		t.conditions = set
	}
	return t, nil
}

// Add counts one request. The event is not kept.
func (t *Tally) Add(e *Event) {
	t.note(e)
	m := t.matched(e)
	t.noteMissing(e, m)
	if t.replay != nil {
		t.replay.add(e, m, t.conditions)
	}
	if e.Allowed {
		t.credit(e, m)
	}
}

// note counts what is so whatever the policy says.
func (t *Tally) note(e *Event) {
	t.all.at(e.At)
	if _, known := t.principals[e.Principal]; e.Missing&NoPrincipal == 0 && known {
		t.principals[e.Principal]++
	} else if e.Missing&NoPrincipal == 0 {
		t.strangers++
	}
	if !e.Allowed {
		t.deniedSeen++
	}
	if e.Server {
		t.server = true
		return
	}
	for _, need := range e.Needs {
		for _, p := range need {
			if t.x.g.Catalog.Privilege(p) != nil || len(t.services) < mostMatches {
				t.services[p] = true
			}
		}
	}
}

// noteMissing counts what a line leaves out, where that keeps it from being told what was used.
func (t *Tally) noteMissing(e *Event, m *match) {
	lacks := e.Missing
	if e.Server {
		lacks &^= NoAttributes // no line of a server has them
	}
	if len(m.maybe) == 0 {
		lacks &= NoPrincipal | NoPrivilege
	}
	for i, name := range fieldNames {
		if lacks&(1<<i) != 0 {
			t.incomplete[name]++
		}
	}
}

// matched finds the match of a request, or remembers it.
func (t *Tally) matched(e *Event) *match {
	t.key = appendKey(t.key[:0], e)
	if m := t.matches[string(t.key)]; m != nil {
		return m
	}
	m := t.match(e)
	if m.exact {
		if len(t.matches) >= mostMatches {
			clear(t.matches)
		}
		t.matches[string(t.key)] = m
	}
	return m
}

// credit counts a request that was allowed for all that gives it.
func (t *Tally) credit(e *Event, m *match) {
	if m.answer == no {
		if !e.Own {
			t.unexplained++
		}
		return
	}
	t.count(e.At, m.maybe, m.vague, m.perhaps, false)
	t.count(e.At, m.sure, m.grants, m.members, m.answer == yes)
	if m.answer != yes {
		return
	}
	for _, row := range m.primary {
		t.enough(e, row, m)
	}
	t.require(m)
}

func (t *Tally) count(at time.Time, rows, grants, members []int32, sure bool) {
	last := ""
	for _, row := range rows {
		t.rows[row].at(at, sure)
		name := t.x.table.Grants[row].Role
		if name != last {
			t.roles[name].at(at, sure)
			last = name
		}
		if len(members) > 0 && members[0] == -2 {
			t.roles[name].someone++
		}
	}
	for _, id := range grants {
		t.grants[id].at(at, sure)
	}
	for _, id := range members {
		if id >= 0 {
			t.members[id].at(at, sure)
		}
	}
}

// enough notes where a row was enough by itself.
func (t *Tally) enough(e *Event, row int32, m *match) {
	r := &t.rows[row]
	if r.wide {
		return
	}
	g := &t.x.table.Grants[row]
	s := t.told(e, m.scope, g)
	n := r.enough[s]
	if n == nil {
		if len(r.enough) >= MostScopes {
			r.wide = true
			return
		}
		if r.enough == nil {
			r.enough = map[scope]*int{}
		}
		n = new(int)
		r.enough[s] = n
	}
	*n++
}

// told is where a request was, as far as its privilege is limited and the line says.
func (t *Tally) told(e *Event, s scope, g *bundle.Grant) scope {
	limit := schema.LevelCollection
	if p := t.x.g.Catalog.Privilege(g.Privilege); p != nil {
		limit = p.Scope
	}
	limited := limit == schema.LevelCollection || limit == schema.LevelDatabase
	if !limited || e.Missing&NoDatabase != 0 && s.database == "" {
		s.database = g.Database
	}
	if limit != schema.LevelCollection || e.Missing&NoCollection != 0 || s.collection == "" {
		s.collection = g.Collection
	}
	return s
}

// require notes which members a request could not have done without: those that
// brought what was enough.
func (t *Tally) require(m *match) {
	for _, row := range m.primary {
		name := t.x.table.Grants[row].Role
		for _, id := range m.members {
			if id >= 0 && t.x.table.Members[id].Role == name {
				t.required[id]++
			}
		}
	}
}
