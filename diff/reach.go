package diff

import (
	"iter"
	"slices"

	"github.com/rolecall/rolecall/schema"
)

// mostReaches is how many databases a reach names; more of them are "*".
const mostReaches = 20

// AlsoReaches lists where access that is gained in one database holds besides,
// on servers that authorise a request against the database of its connection and
// not the one it names: in the other known databases that have a collection of
// the same name, or, for any collection, in any other database. What the
// principal is given there anyway is left out.
func (r *Result) AlsoReaches() iter.Seq[Reach] {
	a := r.Access
	return func(yield func(Reach) bool) {
		for who, k := range a.everyone() {
			for reach := range a.reach(k) {
				reach.Principal = who
				if !yield(reach) {
					return
				}
			}
		}
	}
}

// ReachGroups lists the same once for all principals who share it, with an empty
// principal, as [Access.Groups] does.
func (r *Result) ReachGroups() iter.Seq2[[]string, []Reach] {
	return func(yield func([]string, []Reach) bool) {
		for _, k := range r.Access.classes {
			if out := slices.Collect(r.Access.reach(k)); len(out) > 0 && !yield(k.principals, out) {
				return
			}
		}
	}
}

func (a *Access) reach(k *class) iter.Seq[Reach] {
	return func(yield func(Reach) bool) {
		if a.after.catalog.Behaviour.RequestDatabase != "connection" {
			return
		}
		for i := range k.pieces {
			p := &k.pieces[i]
			reaches := a.reaches(k, p)
			if len(reaches) == 0 {
				continue
			}
			e := a.entry(k, p)
			if !yield(Reach{Role: e.Role, Privilege: e.Privilege, Database: e.Database, Collection: e.Collection, Reaches: reaches}) {
				return
			}
		}
	}
}

func (a *Access) reaches(k *class, p *piece) []string {
	priv := a.numbers.privileges[p.p]
	limited := priv.Scope == schema.LevelDatabase || priv.Scope == schema.LevelCollection
	if p.lost || p.d == 0 || !limited {
		return nil
	}
	if p.c == 0 {
		return []string{"*"}
	}
	given := coverage{a.after, k.after}
	var names []string
	for _, d := range a.numbers.having[p.c] {
		if d != p.d && !given.covers(key{p.p, d, p.c, p.k}, k.by(p).project) {
			names = append(names, a.numbers.scopes[d])
		}
	}
	if len(names) > mostReaches {
		return []string{"*"}
	}
	slices.Sort(names)
	return names
}
