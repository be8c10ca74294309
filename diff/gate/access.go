package gate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// accessLists are the lists of a state without which nobody knows who gains what.
var accessLists = []string{schema.CoversGroups, schema.CoversRoles, schema.CoversGrants, schema.CoversMembers}

// widen fails where anybody gains access, comes to hold it for longer, or comes
// to hold a role of which nobody knows what it gives.
func (j *judge) widen(r *diff.Result) {
	j.needs(r, accessLists...)
	j.gains(r, func(diff.Share, diff.Entry) string { return "" })
	j.longer(r)
	j.unpublished(r)
	j.tokens(r)
}

// newPrincipal fails where somebody gains access who had none but what everyone has.
func (j *judge) newPrincipal(r *diff.Result) {
	j.needs(r, accessLists...)
	j.gains(r, func(s diff.Share, _ diff.Entry) string {
		if s.New {
			return ", who had no access before"
		}
		return pass
	})
	j.unpublished(r)
	for i := range r.Changes {
		if t, ok := r.Changes[i].After.(diff.Token); ok && r.Changes[i].Action == diff.Add {
			j.object(r, &r.Changes[i], fmt.Sprintf("token %q is new", t.Name))
		}
	}
}

// pass says of an entry that it does not concern a gate.
const pass = "\x00"

// gains fails for every entry that is gained and of which why does not say that
// it passes; what else why says stands behind the entry. Entries of a share that
// differ in nothing but the privilege are told together.
func (j *judge) gains(r *diff.Result, why func(diff.Share, diff.Entry) string) {
	for s := range r.Access.Shares() {
		var lines []gain
		index := map[string]int{}
		for _, e := range s.Entries {
			note := pass
			if e.Change == diff.Gained {
				note = why(s, e)
			}
			if note == pass {
				continue
			}
			who := slices.DeleteFunc(slices.Clone(s.Principals), func(p string) bool { return j.accepts(r, p, e) })
			if len(who) == 0 {
				continue
			}
			key := strings.Join(append([]string{e.Role, e.Database, e.Collection, e.Condition, e.Source, e.Project, note}, who...), "\x00")
			at, ok := index[key]
			if !ok {
				at = len(lines)
				index[key] = at
				lines = append(lines, gain{who: who, first: e, note: note})
			}
			lines[at].privileges = append(lines[at].privileges, e.Privilege)
		}
		for _, l := range lines {
			j.fail(r.Target.Name, l.first.Source, l.text(r))
		}
	}
}

// gain is a reason: principals who gain privileges in one scope.
type gain struct {
	who, privileges []string
	first           diff.Entry
	note            string
}

func (g *gain) text(r *diff.Result) string {
	verb := " gain "
	if len(g.who) == 1 {
		verb = " gains "
	}
	text := people(g.who) + verb + some(g.privileges, 6)
	if r.Scoped {
		text += " on " + g.first.Database + "." + g.first.Collection
	}
	text += " by role " + strconv.Quote(g.first.Role)
	if g.first.Condition != "" {
		text += " under condition " + strconv.Quote(g.first.Condition)
	}
	return text + g.note
}

// people names principals; whoever is not named is anyone else.
func people(who []string) string {
	names := make([]string, len(who))
	for i, p := range who {
		if names[i] = strconv.Quote(p); p == diff.Anyone {
			names[i] = "anyone else"
		}
	}
	return some(names, 5)
}

// some lists names, those beyond a number counted.
func some(names []string, most int) string {
	if len(names) > most+1 {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	if last := len(names) - 1; last > 0 {
		return strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return names[0]
}

// accepts reports whether what a principal gains is accepted.
func (j *judge) accepts(r *diff.Result, principal string, e diff.Entry) bool {
	e.Principal = principal
	if !j.ledger.row(r.Target.Name, j.out.Gate, e) {
		return false
	}
	j.out.Accepted++
	return true
}

// longer fails for who comes to hold a role for longer.
func (j *judge) longer(r *diff.Result) {
	for i := range r.Changes {
		c := &r.Changes[i]
		after, ok := c.After.(diff.Member)
		before, had := c.Before.(diff.Member)
		if ok && had && lasts(after.Expires, before.Expires) {
			j.object(r, c, fmt.Sprintf("%q holds role %q %s, which ended %s", after.Principal, after.Role, until(after.Expires), diff.Day(before.Expires)))
		}
	}
}

// unpublished fails for who comes to hold a role of the vendor of which nobody
// knows what it gives.
func (j *judge) unpublished(r *diff.Result) {
	for i := range r.Changes {
		c := &r.Changes[i]
		var m schema.StateMember
		switch after := c.After.(type) {
		case diff.Member:
			m = after.StateMember
		case schema.StateMember:
			m = after
		}
		if v := r.Catalog().Role(m.Role); c.Action == diff.Add && v != nil && v.Unknown != "" {
			j.object(r, c, fmt.Sprintf("%q comes to hold role %q, and what it gives is not published: %s", m.Principal, m.Role, v.Unknown))
		}
	}
}

// lasts reports whether a lasts longer than b; empty is for good.
func lasts(a, b string) bool { return b != "" && (a == "" || a > b) }

func until(expires string) string {
	if expires == "" {
		return "for good"
	}
	return "until " + diff.Day(expires)
}

// escalate fails where somebody gains a privilege with which to gain more: one
// of which the catalog says how, or one of two that do it together.
func (j *judge) escalate(r *diff.Result) {
	j.needs(r, accessLists...)
	j.gains(r, func(s diff.Share, e diff.Entry) string {
		p := r.Catalog().Privilege(e.Privilege)
		if p == nil || r.Catalog().Wide(p) {
			return pass
		}
		if p.Escalation != "" {
			return ": it " + p.Escalation
		}
		for _, o := range p.Operations {
			for _, with := range o.With {
				other := r.Catalog().Privilege(with)
				if other == nil || p.Risk == "read" || other.Risk == "read" || other.Escalation != "" {
					continue
				}
				if s.Holds(with) {
					return fmt.Sprintf(": together with %q it allows %s", with, o.Name[strings.LastIndexByte(o.Name, '.')+1:])
				}
			}
		}
		return pass
	})
	j.unpublished(r)
}
