package report

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
)

// reaches folds where access that is gained holds besides.
func reaches(r *diff.Result) []item {
	type line struct{ what, databases string }
	who := map[line][]string{}
	what := map[line]folded{}
	var lines []line
	for principals, rs := range r.ReachGroups() {
		pairs := map[string][]pair{}
		var databases []string
		for _, reach := range rs {
			in := strings.Join(reach.Reaches, "\x00")
			if pairs[in] == nil {
				databases = append(databases, in)
			}
			pairs[in] = append(pairs[in], pair{privilege: reach.Privilege, place: placeOf(r, reach.Database, reach.Collection)})
		}
		for _, in := range databases {
			for _, f := range fold(pairs[in]) {
				l := line{f.key(), in}
				if who[l] == nil {
					lines = append(lines, l)
					what[l] = f
				}
				who[l] = append(who[l], principals...)
			}
		}
	}
	var out []item
	for _, l := range lines {
		slices.SortFunc(who[l], comparePrincipals)
		f := what[l]
		it := item{mark: danger, spans: append(principals(who[l]), say(": "))}
		it.spans = append(append(it.spans, f.what()...), say(", also in "))
		if l.databases == "*" {
			it.spans = append(it.spans, say("any other database"))
		} else {
			it.spans = append(it.spans, list(strings.Split(l.databases, "\x00"), mostScopes)...)
		}
		out = append(out, it)
	}
	return out
}
