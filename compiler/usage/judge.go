package usage

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// Result gives what was counted, of these lines. Times are judged by the ground's now.
func (t *Tally) Result(lines Lines) *Result {
	t.ofRoles = map[string]roleFacts{}
	r := &Result{
		Target: t.x.g.Target, Lines: lines, Window: t.window(),
		Grants: t.grantUses(&lines), Roles: t.roleUses(&lines), Bindings: t.bindingUses(&lines),
		NoTrace: append(t.noTrace(), dead(t.x.g.Model)...), Connection: t.server && t.x.g.Catalog.Behaviour.RequestDatabase == "connection",
	}
	slices.SortFunc(r.NoTrace, func(a, b NoTrace) int { return strings.Compare(a.Privilege+a.Why, b.Privilege+b.Why) })
	r.NoTrace = slices.Compact(r.NoTrace)
	if r.Lines.Unknown == nil {
		r.Lines.Unknown = map[string]int{}
	}
	if t.replay != nil {
		r.Replay = t.replay.result()
	}
	return r
}

func (t *Tally) window() Window {
	return Window{
		From: t.all.first, To: t.all.last, Days: len(t.all.days), Requests: t.all.requests, Allowed: t.all.requests - t.deniedSeen,
		Unexplained: t.unexplained, Strangers: t.strangers, Incomplete: t.incomplete,
	}
}

func (u *Use) count() Count {
	c := Count{Uses: u.Uses, Possible: u.Possible}
	if u.Uses > 0 {
		first, last := u.First, u.Last
		c.First, c.Last = &first, &last
	}
	return c
}

// grantUses gives the grants in the order of their sources.
func (t *Tally) grantUses(lines *Lines) []GrantUse {
	rows := make([][]int32, t.x.grants)
	for i := range t.x.table.Grants {
		if id := t.x.grantOf[i]; id >= 0 {
			rows[id] = append(rows[id], int32(i))
		}
	}
	out := make([]GrantUse, 0, len(rows))
	for id, list := range rows {
		out = append(out, t.grantUse(lines, list, &t.grants[id]))
	}
	slices.SortFunc(out, func(a, b GrantUse) int {
		return cmp.Or(compareSources(a.Source, b.Source), slices.Compare(a.Roles, b.Roles), slices.Compare(a.Privileges, b.Privileges),
			slices.CompareFunc(a.Scopes, b.Scopes, comparePlaces))
	})
	return out
}

func (t *Tally) grantUse(lines *Lines, rows []int32, u *Use) GrantUse {
	first := &t.x.table.Grants[rows[0]]
	g := GrantUse{Source: first.Source, Condition: first.Condition, Count: u.count(), UnusedPrivileges: []string{}, UnusedScopes: []Place{}}
	privileges, traced := map[string]bool{}, false // whether anything of one was used, or would not show
	for _, i := range rows {
		row := &t.x.table.Grants[i]
		g.Roles = append(g.Roles, row.Role)
		traced = traced || t.traced(row)
		privileges[row.Privilege] = privileges[row.Privilege] || t.seen(i)
	}
	slices.Sort(g.Roles)
	g.Roles = slices.Compact(g.Roles)
	g.Privileges, g.UnusedPrivileges = split(privileges, strings.Compare)
	scopes := map[Place]bool{}
	for _, i := range rows {
		row := &t.x.table.Grants[i]
		p := Place{row.Database, row.Collection}
		scopes[p] = scopes[p] || t.seen(i) || !privileges[row.Privilege] // of which it is told already
	}
	g.Scopes, g.UnusedScopes = split(scopes, comparePlaces)
	switch {
	case u.Uses == 0 && u.Possible == 0 && !traced:
		g.Status = Untraced
	case u.Uses == 0 && u.Possible == 0:
		g.Status = Unused
	case len(g.UnusedPrivileges) > 0 || len(g.UnusedScopes) > 0:
		g.Status = Partly
	case u.Uses == 0:
		g.Status = Possible
	default:
		g.Status = Used
	}
	if g.Status == Unused || g.Status == Partly {
		what := g.UnusedPrivileges
		if len(what) == 0 {
			what = g.Privileges
		}
		g.judge(t.confidence(lines, what, t.requestsOf(g.Roles)))
	}
	g.complete()
	return g
}

// seen reports whether a row was used, may have been, or would not show.
func (t *Tally) seen(i int32) bool {
	return t.rows[i].Uses+t.rows[i].Possible > 0 || !t.traced(&t.x.table.Grants[i])
}

func (j *Judgement) judge(c Confidence) { j.Confidence, j.Because = c.Percent, c.Because }

func (j *Judgement) complete() {
	if j.Because == nil {
		j.Because = []string{}
	}
}

// split lists all keys of a map in order, and those that are false.
func split[K comparable](m map[K]bool, compare func(a, b K) int) (all, without []K) {
	all, without = []K{}, []K{}
	for k, is := range m {
		all = append(all, k)
		if !is {
			without = append(without, k)
		}
	}
	slices.SortFunc(all, compare)
	slices.SortFunc(without, compare)
	return all, without
}

func comparePlaces(a, b Place) int {
	return cmp.Or(strings.Compare(a.Database, b.Database), strings.Compare(a.Collection, b.Collection))
}

// requestsOf counts the requests of all who hold one of the roles.
func (t *Tally) requestsOf(roles []string) int {
	seen := map[string]bool{}
	n := 0
	for _, name := range roles {
		r := t.x.roles[name]
		if r.implicit {
			return t.all.requests
		}
		for _, holder := range r.holders {
			if len(roles) == 1 || !seen[holder] {
				n += t.principals[holder]
			}
			if len(roles) > 1 {
				seen[holder] = true
			}
		}
	}
	return n
}

// roleUses gives the roles that are not the vendor's, by name.
func (t *Tally) roleUses(lines *Lines) []RoleUse {
	out := []RoleUse{}
	for _, name := range t.x.names {
		r := t.x.roles[name]
		if len(r.all) == 0 || t.x.g.Catalog.VendorRole(name) != nil && !t.ownRows(r) {
			continue
		}
		u := t.roles[name]
		x := RoleUse{Role: name, Source: t.x.sources[name], Count: u.count(), Judgement: t.ofRole(lines, r, &u.Use, t.facts(r).requests)}
		out = append(out, x)
	}
	return out
}

func (t *Tally) ownRows(r *role) bool {
	return slices.ContainsFunc(r.all, func(row int32) bool { return t.x.grantOf[row] >= 0 })
}

// ofRole judges the use of all of a role. A role is unused only where every row of it would show.
func (t *Tally) ofRole(lines *Lines, r *role, u *Use, requests int) Judgement {
	var j Judgement
	switch {
	case u.Uses > 0:
		j.Status = Used
	case u.Possible > 0:
		j.Status = Possible
	case t.facts(r).untraced:
		j.Status = Untraced
	default:
		j.Status = Unused
		j.judge(t.confidenceOver(lines, t.facts(r).days, requests))
	}
	j.complete()
	return j
}

// roleFacts are what counts of the rows of a role as a whole.
type roleFacts struct {
	untraced    bool // of some row a use would not show
	conditional bool // some row has a condition
	days        int  // that it takes to tell that it was not used
	requests    int  // of all who hold it
}

// facts gives those of a role, as of the first time that they are asked for: when
// all was counted.
func (t *Tally) facts(r *role) roleFacts {
	f, known := t.ofRoles[r.name]
	if known {
		return f
	}
	privileges := make([]string, 0, len(r.rows))
	for name := range r.rows {
		privileges = append(privileges, name)
	}
	f.days, f.requests = t.daysOf(privileges), t.requestsOf([]string{r.name})
	for _, i := range r.all {
		row := &t.x.table.Grants[i]
		f.untraced = f.untraced || !t.traced(row)
		f.conditional = f.conditional || row.Condition != ""
	}
	t.ofRoles[r.name] = f
	return f
}

// bindingUses gives the members that do not end before the first request, in order.
func (t *Tally) bindingUses(lines *Lines) []BindingUse {
	out := []BindingUse{}
	for i := range t.x.table.Members {
		m := &t.x.table.Members[i]
		r := t.x.roles[m.Role]
		if strings.HasPrefix(m.Source, "catalog:") || len(r.all) == 0 {
			continue
		}
		u := t.members[i]
		u.Possible += t.roles[m.Role].someone
		b := BindingUse{Principal: m.Principal, Role: m.Role, Source: m.Source, Expires: m.Expires, Required: t.required[i], Count: u.count()}
		b.Judgement = t.ofRole(lines, r, &u, t.principals[m.Principal])
		out = append(out, b)
	}
	slices.SortFunc(out, func(a, b BindingUse) int {
		return cmp.Or(compareSources(a.Source, b.Source), strings.Compare(a.Principal, b.Principal), strings.Compare(a.Role, b.Role), strings.Compare(a.Expires, b.Expires))
	})
	return out
}

// compareSources orders places of files by line and column.
func compareSources(a, b string) int {
	fa, la, ca := place(a)
	fb, lb, cb := place(b)
	return cmp.Or(strings.Compare(fa, fb), cmp.Compare(la, lb), cmp.Compare(ca, cb), strings.Compare(a, b))
}

// place takes file:line:column apart; anything else is all file.
func place(source string) (file string, line, column int) {
	i := strings.LastIndexByte(source, ':')
	j := strings.LastIndexByte(source[:max(i, 0)], ':')
	if j < 0 {
		return source, 0, 0
	}
	line, errLine := strconv.Atoi(source[j+1 : i])
	column, errColumn := strconv.Atoi(source[i+1:])
	if errLine != nil || errColumn != nil {
		return source, 0, 0
	}
	return source[:j], line, column
}
