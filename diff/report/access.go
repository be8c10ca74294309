package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// fact says in one line that principals gain or lose privileges in scopes.
type fact struct {
	folded
	way
	principals []string
	keeps      map[string]string // by principal, the roles held after the change, a zero byte between; of what is lost between revisions
}

// way is how access comes, or came. via has a zero byte between names.
type way struct {
	turn                                           diff.Turn
	role, project, condition, remains, source, via string
	grant                                          *schema.Grant // between revisions
}

// access folds what is gained and what is lost.
func access(r *diff.Result) (gained, lost []fact) {
	type same struct {
		what string
		way
	}
	index := map[same]int{}
	var facts []fact
	for share := range r.Access.Shares() {
		for _, f := range foldEntries(r, share.Entries) {
			key := same{f.key(), f.way}
			at, ok := index[key]
			if !ok {
				at = len(facts)
				index[key] = at
				facts = append(facts, f)
			}
			facts[at].principals = append(facts[at].principals, share.Principals...)
			if r.Base == nil || f.turn == diff.Gained {
				continue
			}
			if facts[at].keeps == nil {
				facts[at].keeps = map[string]string{}
			}
			for _, p := range share.Principals {
				facts[at].keeps[p] = strings.Join(share.After, "\x00")
			}
		}
	}
	for i := range facts {
		slices.SortFunc(facts[i].principals, comparePrincipals)
	}
	slices.SortStableFunc(facts, func(a, b fact) int {
		return cmp.Or(compareRisk(a.risk, b.risk), strings.Compare(a.role, b.role), strings.Compare(a.source, b.source),
			a.places[0].compare(b.places[0]), strings.Compare(a.privileges[0], b.privileges[0]))
	})
	for _, f := range facts {
		if f.turn == diff.Gained {
			gained = append(gained, f)
		} else {
			lost = append(lost, f)
		}
	}
	return gained, lost
}

// foldEntries folds what principals have in common.
func foldEntries(r *diff.Result, entries []diff.Entry) []fact {
	pairs := map[way][]pair{}
	var ways []way
	for _, e := range entries {
		w := way{e.Change, e.Role, e.Project, e.Condition, e.Remains, e.Source, strings.Join(e.Via, "\x00"), e.Grant}
		if pairs[w] == nil {
			ways = append(ways, w)
		}
		pairs[w] = append(pairs[w], pair{e.Privilege, e.Risk, placeOf(r, e.Database, e.Collection)})
	}
	var out []fact
	for _, w := range ways {
		for _, f := range fold(pairs[w]) {
			out = append(out, fact{folded: f, way: w})
		}
	}
	return out
}

// comparePrincipals puts anyone else last.
func comparePrincipals(a, b string) int {
	if (a == diff.Anyone) != (b == diff.Anyone) {
		if a == diff.Anyone {
			return 1
		}
		return -1
	}
	return strings.Compare(a, b)
}

func items(r *diff.Result, facts []fact) []item {
	var out []item
	for i := range facts {
		f := &facts[i]
		it := item{mark: added, place: f.source}
		verb := "gain"
		if f.turn == diff.Lost {
			it.mark, verb = removed, "lose"
		}
		if len(f.principals) == 1 {
			verb += "s"
		}
		it.spans = append(principals(f.principals), say(" %s ", verb))
		it.spans = append(it.spans, f.what()...)
		it.spans = append(it.spans, f.how()...)
		if r.Base != nil {
			it.items = f.details(r)
		}
		if absent := missing(r, f.principals); len(absent) > 0 && f.turn == diff.Gained {
			it.items = append(it.items, item{mark: danger, spans: append(list(absent, mostPrincipals), say(" must be created first: the server has no such user, and no user block declares one"))})
		}
		out = append(out, it)
	}
	return out
}

func principals(names []string) []span {
	last := len(names) - 1
	if names[last] != diff.Anyone {
		return list(names, mostPrincipals)
	}
	if last == 0 {
		return []span{say("anyone else")}
	}
	return append(list(names[:last], mostPrincipals), say(" and anyone else"))
}

// conditionOf is the name of a condition, or its text where it has none.
func conditionOf(g *schema.Grant) span {
	if g.Condition.Decl == nil {
		return span{sentence, g.Condition.Expression.Value}
	}
	return span{name, g.Condition.ID}
}

// how is the risk, the role and whatever else gives it.
func (f *fact) how() []span {
	var out []span
	if f.risk != "" {
		out = append(out, say(" ["), span{emphasis, f.risk}, say("]"))
	}
	out = append(out, say(" by role "), span{name, f.role})
	if f.via != "" {
		for i, step := range strings.Split(f.via, "\x00") {
			out = append(out, say("%s", []string{" through ", " and "}[min(i, 1)]), span{name, step})
		}
	}
	if f.project != "" {
		out = append(out, say(" in project "), span{name, f.project})
	}
	switch {
	case f.remains != "":
		out = append(out, say("; services still allow it under condition "), span{name, f.remains})
	case f.grant != nil && f.condition != "" && f.grant.Deployable():
		out = append(out, say(", on the server without its condition "), conditionOf(f.grant))
	case f.grant != nil && f.condition != "":
		out = append(out, say(", while condition "), conditionOf(f.grant), say(" holds, which services check and servers do not"))
	case f.condition != "" && f.turn == diff.Gained:
		out = append(out, say(", without its condition "), span{name, f.condition})
	case f.condition != "":
		out = append(out, say("; services still allow it under condition "), span{name, f.condition})
	}
	return out
}
