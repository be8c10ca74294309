package report

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
)

// opened says who comes to see which databases for the first time.
func opened(r *diff.Result) []item {
	who := map[string][]string{}
	var order []string
	for s := range r.Access.Shares() {
		if key := strings.Join(s.Opened, "\x00"); key != "" {
			if who[key] == nil {
				order = append(order, key)
			}
			who[key] = append(who[key], s.Principals...)
		}
	}
	var out []item
	for _, key := range order {
		slices.SortFunc(who[key], comparePrincipals)
		verb := " come to see "
		if len(who[key]) == 1 {
			verb = " comes to see "
		}
		spans := append(principals(who[key]), say("%s", verb))
		spans = append(spans, enumerate(strings.Split(key, "\x00"), mostScopes, func(d string) []span {
			if d == "*" {
				return []span{say("any database")}
			}
			return []span{{name, d}}
		})...)
		out = append(out, item{mark: danger, spans: spans})
	}
	return out
}

// serviceOnly lists the grants of what is gained that no server is given.
func serviceOnly(gained []fact) []item {
	var out []item
	told := map[string]bool{}
	for i := range gained {
		f := &gained[i]
		if f.grant == nil || f.grant.Condition == nil || f.grant.Deployable() || told[f.source] {
			continue
		}
		told[f.source] = true
		spans := append([]span{say("role "), {name, f.grant.Role.Name}, say(" gives ")}, f.what()...)
		spans = append(spans, say(" while "), span{sentence, f.grant.Condition.Expression.Value})
		out = append(out, item{mark: plain, spans: spans, place: f.source})
	}
	return out
}

// blasts says how far the edits of what is shared reach.
func blasts(r *diff.Result) []item {
	var out []item
	for _, b := range r.Blasts() {
		out = append(out, item{mark: plain, place: b.Source, spans: []span{
			{address, b.Address}, say(" reaches %s, %s and %s", count(len(b.Roles), "role", "roles"),
				count(len(b.Principals), "principal", "principals"), count(b.Rows, "row that changes", "rows that change")),
		}})
	}
	return out
}

// longer lists who holds a role for longer, or shorter, than before.
func longer(r *diff.Result) []item {
	var out []item
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Kind == diff.KindMember && c.Action == diff.Modify {
			out = append(out, object(c))
		}
	}
	return out
}

// drift lists what is deployed otherwise than both revisions say.
func drift(r *diff.Result) []item {
	var out []item
	for i := range r.Drift {
		c := &r.Drift[i]
		o := c.Before
		if o == nil {
			o = c.After
		}
		text := map[diff.Action]string{diff.Add: " is missing", diff.Remove: " is not declared", diff.Modify: " is otherwise than declared", diff.Move: " has its former name"}[c.Action]
		spans := append([]span{say("%s ", kindWords(c.Kind))}, describe(o)...)
		out = append(out, item{mark: plain, spans: append(spans, say("%s", text)), place: c.Source})
	}
	return out
}
