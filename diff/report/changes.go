package report

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/diff"
	findings "github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// changes lists what a deployment changes, a section for each kind of object.
func changes(r *diff.Result) []section {
	by := map[diff.Kind][]diff.Change{}
	for _, c := range r.Changes {
		by[c.Kind] = append(by[c.Kind], c)
	}
	var out []section
	for _, k := range diff.Kinds {
		s := section{title: titles[k], details: true, count: len(by[k])}
		switch k {
		case diff.KindGrant:
			s.items = grants(r, by[k])
		case diff.KindMember:
			s.items = members(by[k])
		case diff.KindRole, diff.KindGroup, diff.KindUser:
			for i := range by[k] {
				s.items = append(s.items, object(&by[k][i]))
			}
		}
		out = append(out, s)
	}
	return out
}

var titles = map[diff.Kind]string{
	diff.KindRole: "Roles", diff.KindGroup: "Privilege groups", diff.KindGrant: "Grants", diff.KindMember: "Members", diff.KindUser: "Users",
}

func kindWords(k diff.Kind) string { return strings.ReplaceAll(string(k), "_", " ") }

// object is a change of a role, a group or a user.
func object(c *diff.Change) item {
	it := item{mark: markOf(c.Action), place: c.Source}
	switch c.Action {
	case diff.Add:
		it.spans = describe(c.After)
	case diff.Remove:
		it.spans = describe(c.Before)
	case diff.Move:
		b, a := c.Before.(schema.StateRole), c.After.(schema.StateRole)
		it.spans = []span{{name, b.Name}, say(" becomes "), {name, a.Name}}
		if a.Description != b.Description {
			it.spans = append(it.spans, say(" with description "), span{sentence, findings.Quote(a.Description)})
		}
	case diff.Modify:
		it.spans = modified(c)
	}
	it.spans = append(it.spans, noted(c)...)
	return it
}

// noted is where the policy speaks of it, and why it is so.
func noted(c *diff.Change) []span {
	var out []span
	if !strings.HasPrefix(c.Address, "state.") {
		out = append(out, say(" as "), span{address, c.Address})
	}
	if c.Note != "" {
		out = append(out, say(" ("), span{sentence, c.Note}, say(")"))
	}
	return out
}

// describe is an object in a few words.
func describe(o any) []span {
	switch o := o.(type) {
	case schema.StateRole:
		return []span{{name, o.Name}}
	case schema.StateUser:
		return []span{{name, o.Name}}
	case schema.StateGroup:
		return append([]span{{name, o.Name}, say(": ")}, list(o.Privileges, mostPrivileges)...)
	case schema.StateGrant:
		out := []span{{name, o.Privilege}}
		if o.Database != "" {
			out = append(out, say(" on "), span{scope, o.Database + "\x00" + o.Collection})
		}
		return append(out, say(" to role "), span{name, o.Role})
	case schema.StateMember:
		out := []span{{name, o.Principal}, say(" holds "), {name, o.Role}}
		if o.Project != "" {
			out = append(out, say(" in project "), span{name, o.Project})
		}
		return out
	}
	panic("report: no such object")
}

func modified(c *diff.Change) []span {
	switch b := c.Before.(type) {
	case schema.StateRole:
		return []span{{name, b.Name}, say(": description "), {sentence, findings.Quote(b.Description)}, say(" becomes "), {sentence, findings.Quote(c.After.(schema.StateRole).Description)}}
	case schema.StateGroup:
		out := []span{{name, b.Name}, say(":")}
		a := c.After.(schema.StateGroup).Privileges
		if more := without(a, b.Privileges); len(more) > 0 {
			out = append(append(out, say(" gets ")), list(more, mostPrivileges)...)
		}
		if less := without(b.Privileges, a); len(less) > 0 {
			out = append(append(out, say(" loses ")), list(less, mostPrivileges)...)
		}
		return out
	}
	panic("report: no such change")
}

// without lists what is in a and not in b.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}

// grants folds the grants of each role.
func grants(r *diff.Result, cs []diff.Change) []item {
	type line struct {
		action       diff.Action
		source, note string
	}
	var out []item
	for i := 0; i < len(cs); {
		role, at := grantOf(&cs[i]).Role, cs[i].Address
		var lines []line
		pairs := map[line][]pair{}
		for ; i < len(cs) && grantOf(&cs[i]).Role == role && cs[i].Address == at; i++ {
			g := grantOf(&cs[i])
			l := line{cs[i].Action, cs[i].Source, cs[i].Note}
			if pairs[l] == nil {
				lines = append(lines, l)
			}
			pairs[l] = append(pairs[l], pair{privilege: g.Privilege, place: placeOf(r, g.Database, g.Collection)})
		}
		it := item{mark: plain, spans: []span{say("of role "), {name, role}}}
		for _, l := range lines {
			for _, f := range fold(pairs[l]) {
				sub := item{mark: markOf(l.action), spans: f.what(), place: l.source}
				if l.note != "" {
					sub.spans = append(sub.spans, say(" ("), span{sentence, l.note}, say(")"))
				}
				it.items = append(it.items, sub)
			}
		}
		out = append(out, it)
	}
	return out
}

func grantOf(c *diff.Change) schema.StateGrant {
	if c.After != nil {
		return c.After.(schema.StateGrant)
	}
	return c.Before.(schema.StateGrant)
}

// members puts together who comes to hold a role, or no longer does.
func members(cs []diff.Change) []item {
	type line struct {
		action                               diff.Action
		role, project, address, source, note string
	}
	who := map[line][]string{}
	var lines []line
	for i := range cs {
		c := &cs[i]
		m, ok := c.After.(schema.StateMember)
		if !ok {
			m = c.Before.(schema.StateMember)
		}
		l := line{c.Action, m.Role, m.Project, c.Address, c.Source, c.Note}
		if who[l] == nil {
			lines = append(lines, l)
		}
		who[l] = append(who[l], m.Principal)
	}
	slices.SortStableFunc(lines, func(a, b line) int { return strings.Compare(a.role, b.role) })
	var out []item
	for _, l := range lines {
		verb := " hold "
		if len(who[l]) == 1 {
			verb = " holds "
		}
		if l.action == diff.Remove {
			verb = " no longer" + verb
		}
		it := item{mark: markOf(l.action), spans: append(list(who[l], mostPrincipals), say("%s", verb), span{name, l.role}), place: l.source}
		if l.project != "" {
			it.spans = append(it.spans, say(" in project "), span{name, l.project})
		}
		it.spans = append(it.spans, noted(&diff.Change{Address: l.address, Note: l.note})...)
		out = append(out, it)
	}
	return out
}
