package diff

import (
	"iter"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// Anyone is the principal that stands for every one not named: it holds what everyone holds.
const Anyone = "*"

// Turn says whether access is gained or lost.
type Turn string

// The two ways in which access changes.
const (
	Gained Turn = "gained"
	Lost   Turn = "lost"
)

// Entry is one piece of access that a principal gains or loses: a privilege in a
// scope, which is all of it where nothing of it was held before (or is, for what
// is lost, after). Where some was, the rest is listed name by name, and "*"
// stands for any other name. So an entry always means its scope less what is held
// on the other side.
type Entry struct {
	Principal  string   `json:"principal"`
	Role       string   `json:"role"` // that gives it, or gave it; of several one
	Privilege  string   `json:"privilege"`
	Database   string   `json:"database"`
	Collection string   `json:"collection"`
	Condition  string   `json:"condition"` // the policy's condition on it, which servers do not check; empty for none. With a state, of what is lost: the one under which services go on to allow it
	Change     Turn     `json:"change"`
	Risk       string   `json:"risk"`
	Via        []string `json:"via"`
	Source     string   `json:"source"`
	Project    string   `json:"project,omitempty"`

	// Between revisions: the grant that it comes from, nil for what the vendor
	// gives, and, of what is lost, the ID of a condition under which the policy
	// goes on to give it; empty for none.
	Grant   *schema.Grant `json:"-"`
	Remains string        `json:"-"`
}

// Reach says that access gained in one database also holds in others, since the
// server authorises requests against the database of the connection. A reach of
// "*" is any other database (for a named collection, that has one of the name).
type Reach struct {
	Principal  string   `json:"principal"`
	Role       string   `json:"role"`
	Privilege  string   `json:"privilege"`
	Database   string   `json:"database"`
	Collection string   `json:"collection"`
	Reaches    []string `json:"reaches"`
}

// Access is the difference of access. Principals whose roles change alike share
// what they gain and lose, so it is small where a listing of its entries is long.
type Access struct {
	c             *comparison // with a deployed state; nil between revisions
	numbers       *numbers
	before, after *book
	classes       []*class
	// knows says which lists what was before is sure of; nil: all of them.
	knows   func(list string) bool
	renamed map[string]string // roles: new name to old
}

// class is a set of principals who hold the same roles, before and after.
type class struct {
	principals    []string
	before, after []holding
	pieces        []piece
	gained, lost  int // how many of pieces
}

// piece is an entry without its principal. by counts the holdings of its side.
type piece struct {
	row
	by   int32
	lost bool
}

// by is the holding that gives a piece, or gave it.
func (k *class) by(p *piece) holding {
	if p.lost {
		return k.before[p.by]
	}
	return k.after[p.by]
}

// Count gives the number of entries gained and lost, over all principals.
func (a *Access) Count() (gained, lost int) {
	for _, k := range a.classes {
		gained += k.gained * len(k.principals)
		lost += k.lost * len(k.principals)
	}
	return gained, lost
}

// All lists every entry, by principal, role, scope and privilege.
func (a *Access) All() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		for who, k := range a.everyone() {
			for i := range k.pieces {
				e := a.entry(k, &k.pieces[i])
				e.Principal = who
				if !yield(e) {
					return
				}
			}
		}
	}
}

// Groups lists the entries once for all principals who share them, with an empty
// principal; groups are in the order of their first principals.
func (a *Access) Groups() iter.Seq2[[]string, []Entry] {
	return func(yield func([]string, []Entry) bool) {
		for _, k := range a.classes {
			entries := make([]Entry, len(k.pieces))
			for i := range k.pieces {
				entries[i] = a.entry(k, &k.pieces[i])
			}
			if !yield(k.principals, entries) {
				return
			}
		}
	}
}

// everyone lists principals with what they share, by name.
func (a *Access) everyone() iter.Seq2[string, *class] {
	of := map[string]*class{}
	for _, k := range a.classes {
		for _, who := range k.principals {
			of[who] = k
		}
	}
	return func(yield func(string, *class) bool) {
		for _, who := range slices.Sorted(maps.Keys(of)) {
			if !yield(who, of[who]) {
				return
			}
		}
	}
}

func (a *Access) entry(k *class, p *piece) Entry {
	priv, by := a.numbers.privileges[p.p], k.by(p)
	e := Entry{
		Role: by.role, Privilege: priv.Name, Database: a.numbers.scopes[p.d], Collection: a.numbers.scopes[p.c],
		Change: Gained, Risk: priv.Risk, Via: []string{}, Project: by.project,
	}
	if p.lost {
		e.Change, e.Role = Lost, a.oldName(by.role)
	}
	switch {
	case p.grant < 0:
		e.Source = "catalog:" + by.role
	case a.c == nil:
		a.written(&e, k, p)
	case p.lost:
		a.conditional(&e, k, by)
	default:
		a.granted(&e, a.after.ledger.grants(by.role)[p.grant].StateGrant)
	}
	if p.group != "" {
		e.Via = append(e.Via, p.group)
	}
	return e
}

// written says where one of two revisions gives it.
func (a *Access) written(e *Entry, k *class, p *piece) {
	side := a.after
	if p.lost {
		side = a.before
	}
	o := side.ledger.grants(k.by(p).role)[p.grant].from
	e.Grant, e.Source = o.grant, o.grant.Decl.Range.String()
	e.Via = append(e.Via, o.via...)
	switch {
	case o.grant.Condition != nil:
		e.Condition = o.grant.Condition.ID
	case p.lost:
		e.Remains = coverage{a.after, k.after}.conditionOf(p.key, k.by(p).project)
	}
}

// conditionOf is the ID of a condition under which a key that is not covered is
// given all the same; empty where there is none.
func (c coverage) conditionOf(k key, project string) string {
	id := ""
	for _, h := range c.holdings {
		if h.project != "" && h.project != project {
			continue
		}
		rows, grants := c.book.rows(h.role), c.book.ledger.grants(h.role)
		for _, at := range []key{{k.p, k.d, k.c, 1}, {k.p, k.d, 0, 1}, {k.p, 0, k.c, 1}, {k.p, 0, 0, 1}} {
			i := search(rows, at)
			if i < len(rows) && rows[i].p == at.p && rows[i].d == at.d && rows[i].c == at.c {
				if found := grants[rows[i].grant].from.grant.Condition.ID; id == "" || found < id {
					id = found
				}
			}
		}
	}
	return id
}

// granted says where the policy gives it.
func (a *Access) granted(e *Entry, g schema.StateGrant) {
	o, ok := a.c.policy.origin(g)
	if !ok {
		e.Source, _ = a.c.whyGrant(g)
		return
	}
	e.Source = o.grant.Decl.Range.String()
	e.Via = append(e.Via, o.via...)
	if o.grant.Condition != nil {
		e.Condition = o.grant.Condition.ID
	}
}

func (a *Access) oldName(role string) string { return oldName(a.renamed, role) }

// conditional says under which condition the role goes on to give what is lost,
// to those who ask a service.
func (a *Access) conditional(e *Entry, k *class, by holding) {
	role := a.c.policy.roles[by.role]
	if role == nil || !slices.Contains(k.after, by) {
		return
	}
	if r := a.c.policy.onCondition(role, scoped{e.Privilege, e.Database, e.Collection}); r != nil {
		e.Condition, e.Source = r.Condition.ID, r.Source()
	}
}
