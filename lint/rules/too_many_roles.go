package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// TooManyRoles reports policies with more roles than the target takes, and
// those that leave no room for a rename.
var TooManyRoles = &lint.Rule{ID: "RC401", Name: "too-many-roles", Severity: schema.Error, Check: checkTooManyRoles}

func checkTooManyRoles(p *lint.Pass) {
	m := p.Model
	l, ok := limitOf(m, "roles")
	if !ok {
		return
	}
	var declared []*schema.Role
	for _, r := range m.Roles {
		if vendorOwned(m.Catalog, r.Name) == nil {
			declared = append(declared, r)
		}
	}
	n := len(declared)
	if p.State != nil && !removes(m.Target) {
		n += len(unmanagedRoles(m, p.State))
	}
	switch total := n + l.builtin; {
	case total > l.max:
		f := schema.Finding{Range: m.Target.Range, Subject: "target." + m.Target.ID()}
		f.Message = fmt.Sprintf("%s takes %s%s, and this policy makes it %d", m.Catalog.Title, counted(l.max, "role"), l.including, total)
		f.Help = "creating the one too many fails half-way through a deployment: merge roles that the same people hold, or " + l.raise
		if first := l.max - l.builtin; first >= 0 && first < len(declared) {
			f.Related = []schema.Related{{Message: fmt.Sprintf("role %q is the first one too many", declared[first].Name), Range: declared[first].Decl.Range}}
		}
		p.Report(f)
	case total == l.max:
		reportTightRename(p, l)
	}
}

// reportTightRename warns of the first rename that would need one role more
// than there may be: the new role is made before the old one goes.
func reportTightRename(p *lint.Pass, l limit) {
	m := p.Model
	to := renames(m)
	for _, mv := range m.Document.Moved {
		from := m.VendorName(mv.From)
		if to[from] == nil || to[from].Name == from || !mayExist(p.State, from) {
			continue
		}
		p.Report(schema.Finding{
			Severity: schema.Warning, Range: mv.Range, Subject: to[from].Address,
			Message: fmt.Sprintf("renaming role %q needs %s for a moment, and %s takes %d%s", from, counted(l.max+1, "role"), m.Catalog.Title, l.max, l.including),
			Help:    "the target cannot rename a role: the new one is made and given out before the old one goes; free a place first, or " + l.raise,
		})
		return
	}
}

// mayExist reports whether a role may be on the server, as far as is known.
func mayExist(s *schema.State, role string) bool {
	if s == nil || !s.Knows(schema.CoversRoles) {
		return true
	}
	for _, r := range s.Roles {
		if r.Name == role {
			return true
		}
	}
	return false
}

// limit is how many of something a target takes.
type limit struct {
	max, builtin int
	including    string // what counts besides, for messages; may be empty
	raise        string // how to have more, for help
}

// limitOf is the limit that holds on a target: what its block says, else the
// catalog. ok is false where neither knows one.
func limitOf(m *schema.Model, name string) (l limit, ok bool) {
	l.raise = fmt.Sprintf("say limits = { %s = … } in the target block where the server is set to take more", name)
	if c := m.Catalog.Limit(name); c != nil {
		l.max, l.builtin, ok = c.Max, c.Builtin, true
		if c.Note != "" {
			l.including = fmt.Sprintf(" (%s)", c.Note)
		}
		if c.Setting != "" {
			l.raise = fmt.Sprintf("raise %s on the server and say limits = { %s = … } in the target block", c.Setting, name)
		}
	}
	if set, given := m.Target.Limits[name]; given {
		l.max, ok = set.Value, true
	}
	return l, ok
}
