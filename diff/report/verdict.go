package report

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
)

// verdict is the result in one sentence, the worst first.
func verdict(r *diff.Result, bound int, gained, lost []fact) string {
	var parts []string
	add := func(n int, one, many string) {
		if n > 0 {
			parts = append(parts, count(n, one, many))
		}
	}
	add(bound, "bound role is deleted", "bound roles are deleted")
	absent := len(missing(r, named(gained)))
	add(len(named(gained))-absent, "principal gains access", "principals gain access")
	add(absent, "user who would gain access is not on the server", "users who would gain access are not on the server")
	add(len(named(lost)), "principal loses access", "principals lose access")
	if r.Base == nil {
		add(dropped(r), "user is dropped for good", "users are dropped for good")
	}
	s := r.Summary()
	if r.Base != nil {
		rows := count(s.Widened+s.Narrowed, "row changed", "rows changed")
		tokens, terms := 0, 0
		for i := range r.Changes {
			switch c := &r.Changes[i]; {
			case c.Kind == diff.KindToken:
				tokens++
			case c.Kind == diff.KindMember && c.Action == diff.Modify:
				terms++
			}
		}
		if s.Widened+s.Narrowed+tokens+terms == 0 {
			rows += ": nobody gains or loses access"
		}
		parts = append(parts, rows)
		add(tokens, "token changed", "tokens changed")
		add(terms, "role is held for another time", "roles are held for another time")
	}
	if len(r.Changes) > 0 {
		what := count(len(r.Changes), "change", "changes") + " to make"
		if r.Base != nil {
			what = count(len(r.Changes), "change", "changes") + " of the policy"
		}
		var by []string
		for _, a := range []struct {
			n    int
			word string
		}{{s.Added, "added"}, {s.Changed, "changed"}, {s.Removed, "removed"}, {s.Moved, "moved"}} {
			if a.n > 0 {
				by = append(by, count(a.n, a.word, a.word))
			}
		}
		parts = append(parts, what+" ("+strings.Join(by, ", ")+")")
		if s.Widened+s.Narrowed == 0 && r.Base == nil {
			parts = append(parts, "nobody gains or loses access")
		}
	}
	if n := len(r.Drift); n > 0 {
		parts = append(parts, count(n, "thing has drifted", "things have drifted"))
	}
	if len(parts) == 0 {
		parts = append(parts, "nothing to change")
	}
	n := len(r.Unknown)
	if r.Server != nil {
		n += len(r.Server.Unknown)
	}
	if n > 0 {
		parts = append(parts, count(n, "thing is unknown", "things are unknown"))
	}
	return strings.Join(parts, "; ")
}

// dropped counts the users that a deployment drops, with their passwords.
func dropped(r *diff.Result) int {
	n := 0
	for i := range r.Changes {
		if r.Changes[i].Kind == diff.KindUser && r.Changes[i].Action == diff.Remove {
			n++
		}
	}
	return n
}

// named lists the principals of facts, each once.
func named(facts []fact) []string {
	var names []string
	for _, f := range facts {
		names = append(names, f.principals...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// missing lists those of some principals whom the server does not have and nobody creates.
func missing(r *diff.Result, names []string) []string {
	var out []string
	for _, n := range names {
		if _, found := slices.BinarySearch(r.Missing, n); found {
			out = append(out, n)
		}
	}
	return out
}
