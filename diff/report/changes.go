package report

import (
	"fmt"
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
		case diff.KindTarget, diff.KindRole, diff.KindGroup, diff.KindUser, diff.KindToken:
			for i := range by[k] {
				s.items = append(s.items, object(&by[k][i]))
			}
		}
		out = append(out, s)
	}
	return out
}

var titles = map[diff.Kind]string{
	diff.KindTarget: "Target", diff.KindRole: "Roles", diff.KindGroup: "Privilege groups", diff.KindGrant: "Grants", diff.KindMember: "Members",
	diff.KindUser: "Users", diff.KindToken: "Tokens",
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
		if b, ok := c.Before.(diff.TargetBlock); ok {
			it.spans = []span{{name, b.Name}, say(" becomes "), {name, c.After.(diff.TargetBlock).Name}}
			break
		}
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
	case diff.TargetBlock:
		return []span{{name, o.Name}, say(" of version "), {name, o.Version}}
	case diff.Grant:
		return append(describe(o.StateGrant), under(o)...)
	case diff.Member:
		out := describe(o.StateMember)
		if o.Expires != "" {
			out = append(out, say(" until %s", diff.Day(o.Expires)))
		}
		return out
	case diff.Token:
		return append([]span{{name, o.Name}}, claims(o)...)
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

// under is the condition of a grant, and who checks it.
func under(g diff.Grant) []span {
	if g.Condition == "" {
		return nil
	}
	out := []span{say(" while "), {sentence, g.Expression}}
	if g.Deploy != "" {
		out = append(out, say(", on the server always"))
	}
	return out
}

// claims is what a token may do, and until when.
func claims(t diff.Token) []span {
	var out []span
	for i, a := range t.Access {
		out = append(out, say("%s", []string{": ", ", "}[min(i, 1)]), span{name, a.Access})
		if a.Collection != "" {
			out = append(out, say(" on "), span{name, a.Collection})
		}
	}
	if t.Expires != "" {
		out = append(out, say(", expires %s", diff.Day(t.Expires)))
	}
	return out
}

// fields are what a target block says, and what of it is another.
func targetFields(b, a diff.TargetBlock) []span {
	out := []span{{name, a.Name}, say(":")}
	comma := ""
	tell := func(what, before, after string) {
		if before != after {
			out = append(out, say("%s %s ", comma, what), span{sentence, findings.Quote(before)}, say(" becomes "), span{sentence, findings.Quote(after)})
			comma = ","
		}
	}
	tell("version", b.Version, a.Version)
	tell("plan", b.Plan, a.Plan)
	tell("unmanaged", b.Unmanaged, a.Unmanaged)
	tell("settings", fmt.Sprint(b.Settings), fmt.Sprint(a.Settings))
	return out
}

func modified(c *diff.Change) []span {
	switch b := c.Before.(type) {
	case diff.TargetBlock:
		return targetFields(b, c.After.(diff.TargetBlock))
	case diff.Member:
		a := c.After.(diff.Member)
		out := append(append(describe(a.StateMember), say(" ")), until(a.Expires)...)
		return append(append(out, say(", before ")), until(b.Expires)...)
	case diff.Token:
		return append(append(describe(c.After), say("; before")), claims(b)...)
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
			if on := conditions(&cs[i]); on != "" && l.note != "" {
				l.note += ", " + on
			} else {
				l.note += on
			}
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

func until(expires string) []span {
	if expires == "" {
		return []span{say("for good")}
	}
	return []span{say("until %s", diff.Day(expires))}
}

func grantOf(c *diff.Change) schema.StateGrant {
	o := c.After
	if o == nil {
		o = c.Before
	}
	if g, ok := o.(diff.Grant); ok {
		return g.StateGrant
	}
	return o.(schema.StateGrant)
}

// conditions is the condition of a grant of a policy, and how it was another.
func conditions(c *diff.Change) string {
	text := func(o any) string {
		g, ok := o.(diff.Grant)
		switch {
		case !ok:
			return ""
		case g.Condition == "":
			return "always"
		case g.Deploy != "":
			return "while " + g.Expression + ", on the server always"
		}
		return "while " + g.Expression
	}
	before, after := text(c.Before), text(c.After)
	switch {
	case c.Action == diff.Modify:
		return after + "; before " + before
	case before == "always" || after == "always":
		return ""
	}
	return before + after
}

// memberOf is the member that a change is about, and when it ends.
func memberOf(c *diff.Change) (m schema.StateMember, expires string) {
	o := c.After
	if o == nil {
		o = c.Before
	}
	if m, ok := o.(diff.Member); ok {
		return m.StateMember, m.Expires
	}
	return o.(schema.StateMember), ""
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
		m, expires := memberOf(c)
		l := line{c.Action, m.Role, m.Project, c.Address, c.Source, c.Note}
		switch {
		case c.Action == diff.Remove:
		case expires != "":
			l.note = "until " + diff.Day(expires)
		case c.Action == diff.Modify:
			l.note = "for good"
		}
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
