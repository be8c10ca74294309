package report

import (
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
	add(holders(gained), "principal gains access", "principals gain access")
	add(holders(lost), "principal loses access", "principals lose access")
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

// holders counts the principals of facts, each once.
func holders(facts []fact) int {
	seen := map[string]bool{}
	for _, f := range facts {
		for _, p := range f.principals {
			seen[p] = true
		}
	}
	return len(seen)
}
