package report

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// mostChains is how many bindings, and how many clusters of those who lose, are
// shown beneath a line.
const mostChains = 3

// details say how a piece of access comes about, binding by binding, what is
// written where that is not what is enforced, and what those who lose it keep.
func (f *fact) details(r *diff.Result) []item {
	var out []item
	bindings := r.Bindings(f.principals, f.role, f.turn)
	for i, b := range bindings {
		if i == mostChains && len(bindings) > mostChains+1 {
			out = append(out, item{mark: plain, spans: []span{say("and by %s", count(len(bindings)-i, "other binding", "other bindings"))}})
			break
		}
		spans := []span{say("by "), {address, b.Address}, say(" → "), {name, f.role}}
		if f.via != "" {
			for step := range strings.SplitSeq(f.via, "\x00") {
				spans = append(spans, say(" → "), span{name, step})
			}
		}
		out = append(out, item{mark: plain, spans: spans, place: b.Decl.Range.String()})
	}
	if spans := f.written(r); spans != nil {
		out = append(out, item{mark: plain, spans: spans})
	}
	return append(out, f.kept()...)
}

// written is what the grant says, where that is not what is enforced.
func (f *fact) written(r *diff.Result) []span {
	if f.grant == nil {
		return nil
	}
	var names []string
	for _, it := range f.grant.Items {
		names = append(names, it.Name.Value)
		if it.Kind == schema.ItemGroup {
			names[len(names)-1] = it.Group.Address
		}
	}
	var places []place
	for _, d := range textsOf(f.grant.Decl.Databases) {
		for _, c := range textsOf(f.grant.Decl.Collections) {
			places = append(places, placeOf(r, d, c))
		}
	}
	other := func(p place) bool { return !slices.Contains(places, p) }
	wider := slices.ContainsFunc(f.places, func(p place) bool {
		return r.Scoped && p.collection == "*" && other(p) && !slices.Contains(places, place{"*", "*"})
	})
	if f.via == "" && !wider {
		return nil
	}
	out := append([]span{say("written as ")}, enumerate(names, mostPrivileges, func(n string) []span { return []span{{address, n}} })...)
	if r.Scoped {
		out = append(out, say(" on "))
		out = append(out, enumerate(places, mostScopes, func(p place) []span { return []span{{scope, p.database + "\x00" + p.collection}} })...)
	}
	return out
}

func textsOf(list []schema.Text) []string {
	if list == nil {
		return []string{"*"}
	}
	out := make([]string, len(list))
	for i, t := range list {
		out[i] = t.Value
	}
	return out
}

// kept says which roles those who lose something go on to hold.
func (f *fact) kept() []item {
	who := map[string][]string{}
	var order []string
	for _, p := range f.principals {
		roles, ok := f.keeps[p]
		if !ok || p == diff.Anyone {
			continue
		}
		if who[roles] == nil {
			order = append(order, roles)
		}
		who[roles] = append(who[roles], p)
	}
	var out []item
	for i, roles := range order {
		if i == mostChains && len(order) > mostChains+1 {
			out = append(out, item{mark: plain, spans: []span{say("and %s keep other roles", count(len(order)-i, "more group of principals", "more groups of principals"))}})
			break
		}
		verb := " keep "
		if len(who[roles]) == 1 {
			verb = " keeps "
		}
		spans := append(list(who[roles], mostPrincipals), say("%s", verb))
		if roles == "" {
			spans = append(spans, say("no role"))
		} else {
			names := strings.Split(roles, "\x00")
			spans = append(append(spans, say("%s ", map[bool]string{true: "role", false: "roles"}[len(names) == 1])), list(names, mostPrivileges)...)
		}
		out = append(out, item{mark: plain, spans: spans})
	}
	return out
}
