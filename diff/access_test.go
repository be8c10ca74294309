package diff_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// naive answers requests against a state one at a time: every role of the
// principal, every grant of the role, every row of the grant. It shares the
// expansion of a grant with package diff and nothing else.
type naive struct {
	catalog *schema.Catalog
	state   *schema.State
	setting func(string, bool) bool
	rows    map[string][]schema.Row
}

func newNaive(c *schema.Catalog, s *schema.State, setting func(string, bool) bool) *naive {
	n := &naive{catalog: c, state: s, setting: setting, rows: map[string][]schema.Row{}}
	x := &schema.Expander{Catalog: c, Groups: map[string][]string{}}
	for _, g := range s.Groups {
		x.Groups[g.Name] = g.Privileges
	}
	add := func(role string) func(p *schema.Privilege, d, c, _ string) {
		return func(p *schema.Privilege, d, c, _ string) {
			n.rows[role] = append(n.rows[role], schema.Row{Privilege: p, Database: d, Collection: c})
		}
	}
	for _, g := range s.Grants {
		x.Expand(g, add(g.Role))
	}
	x.BuiltinRows(c.Role("admin"), setting, add("admin"))
	return n
}

func (n *naive) allowed(principal string, p *schema.Privilege, database, collection string) bool {
	roles := []string{"public"}
	for _, m := range n.state.Members {
		if m.Principal == principal {
			roles = append(roles, m.Role)
		}
	}
	if principal == "root" && !n.setting("root_needs_role", false) {
		roles = append(roles, "admin")
	}
	for _, r := range roles {
		for _, row := range n.rows[r] {
			if row.Privilege == p && (row.Database == "*" || row.Database == database) && (row.Collection == "*" || row.Collection == collection) {
				return true
			}
		}
	}
	return false
}

// naively gives the states before and after a deployment, by the words of the
// specification.
func naively(m *schema.Model, deployed *schema.State, setting func(string, bool) bool) (before, after *schema.State) {
	c := m.Catalog
	plain := func(s *schema.State, listed bool) *schema.State {
		n := &schema.State{Groups: s.Groups, Members: s.Members, Users: s.Users}
		public := false
		for _, g := range s.Grants {
			if g.Database == "" {
				g.Database = "default"
			}
			g.ObjectType = ""
			n.Grants = append(n.Grants, g)
			public = public || g.Role == "public" && g.Privilege == "DescribeCollection" && g.Database == "*" && g.Collection == "*"
		}
		if setting("public_privileges", true) && !(listed && public) {
			for _, p := range []string{"DescribeCollection", "IndexDetail", "ListAliases"} {
				n.Grants = append(n.Grants, schema.StateGrant{Role: "public", Privilege: p, Database: "*", Collection: "*"})
			}
		}
		n.Members = slices.DeleteFunc(slices.Clone(n.Members), func(m schema.StateMember) bool { return m.Role == "public" })
		return n
	}
	before = plain(deployed, true)
	want := m.Desired(now)
	for i := range want.Grants { // the server resolves aliases of databases the policy has no inventory of
		if g := &want.Grants[i]; c.Has(c.Behaviour.AliasesSince) && g.Database == "d2" && g.Collection == "live" {
			g.Collection = "c4"
		}
	}
	after = plain(want, false)

	has := func(role string) bool {
		return slices.ContainsFunc(m.Roles, func(r *schema.Role) bool { return r.Name == role })
	}
	there := func(role string) bool {
		return slices.ContainsFunc(deployed.Roles, func(r schema.StateRole) bool { return r.Name == role })
	}
	if len(m.Document.Moved) > 0 && there("old") && !there("r2") && has("r2") {
		for i := range before.Grants {
			if before.Grants[i].Role == "old" {
				before.Grants[i].Role = "r2"
			}
		}
		for i := range before.Members {
			if before.Members[i].Role == "old" {
				before.Members[i].Role = "r2"
			}
		}
	}
	keep := m.Target.Unmanaged.Value != "remove"
	removed := len(m.Document.Removed) > 0
	for _, g := range before.Grants {
		if keep && !(removed && g.Role == "gone") || g.Role == "admin" {
			after.Grants = append(after.Grants, g)
		}
	}
	for _, mb := range before.Members {
		if keep && !(removed && mb.Role == "gone") {
			after.Members = append(after.Members, mb)
		}
	}
	for _, g := range before.Groups {
		declared := slices.ContainsFunc(after.Groups, func(o schema.StateGroup) bool { return o.Name == g.Name })
		if g.BuiltIn || keep && !declared {
			after.Groups = append(slices.Clone(after.Groups), g)
		}
	}
	return before, after
}

// Access is what a brute-force reading of both states finds, for every
// principal, privilege and point: an entry stands for its scope less what is held
// on the other side, and for a name of its own where it says "*".
func TestAccessIsTheDifferenceOfAllPoints(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy := randomPolicy(t, pick(t, "unmanaged", []string{"remove", "remove", "report", "ignore"}))
		m := resolveText(t, policy)
		s := randomState(t)
		checkAccess(t, m, s)
	})
}

func checkAccess(t *rapid.T, m *schema.Model, s *schema.State) {
	setting := func(name string, fallback bool) bool {
		if v, ok := s.Settings[name]; ok {
			return v
		}
		return m.Target.Setting(name, fallback)
	}
	b, a := naively(m, s, setting)
	before, after := newNaive(m.Catalog, b, setting), newNaive(m.Catalog, a, setting)

	entries := map[string][]diff.Entry{}
	seen := map[[4]string]bool{}
	for e := range diff.Compare(diff.Input{Model: m, Deployed: s, Now: now}).Access.All() {
		entries[e.Principal] = append(entries[e.Principal], e)
		key := [4]string{e.Principal, e.Privilege, e.Database, e.Collection}
		if seen[key] {
			t.Fatalf("twice: %+v", e)
		}
		seen[key] = true
	}
	known := map[string]bool{"root": true}
	for _, st := range []*schema.State{b, a} {
		for _, mb := range st.Members {
			known[mb.Principal] = true
		}
		for _, u := range st.Users {
			known[u.Name] = true
		}
	}
	other := func(name string) string {
		if name == "*" {
			return "a_stranger"
		}
		return name
	}
	for _, who := range append([]string{"a_stranger", "dora"}, principalNames...) {
		of := entries[who]
		if !known[who] {
			of = entries[diff.Anyone]
		}
		for _, e := range of {
			p := m.Catalog.Privilege(e.Privilege)
			was, is := before.allowed(who, p, other(e.Database), other(e.Collection)), after.allowed(who, p, other(e.Database), other(e.Collection))
			if was == is || is != (e.Change == diff.Gained) {
				t.Fatalf("%s: before %v, after %v: %+v", who, was, is, e)
			}
		}
		for i := range m.Catalog.Privileges {
			p := &m.Catalog.Privileges[i]
			if p.Dead() {
				continue
			}
			for _, d := range []string{"d1", "d2", "default", "a_stranger"} {
				for _, c := range []string{"c1", "c2", "c3", "c4", "c5", "live", "a_stranger"} {
					was, is := before.allowed(who, p, d, c), after.allowed(who, p, d, c)
					said := map[diff.Turn]bool{}
					for _, e := range of {
						if e.Privilege == p.Name && (e.Database == "*" || e.Database == d) && (e.Collection == "*" || e.Collection == c) {
							said[e.Change] = true
						}
					}
					if (said[diff.Gained] && !was) != (is && !was) || (said[diff.Lost] && !is) != (was && !is) {
						t.Fatalf("%s %s %s.%s: before %v, after %v, said %v\n%+v", who, p.Name, d, c, was, is, said, of)
					}
				}
			}
		}
	}
}
