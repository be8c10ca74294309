package target_test

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// each runs f for every catalog.
func each(t *testing.T, f func(t *testing.T, known *target.Target, c *schema.Catalog)) {
	for _, known := range all.Targets {
		for _, version := range known.Versions {
			t.Run(known.Kind+" "+version, func(t *testing.T) {
				c, ok := known.Catalog(version)
				if !ok {
					t.Fatal("no catalog")
				}
				f(t, known, c)
			})
		}
	}
}

func TestHeader(t *testing.T) {
	each(t, func(t *testing.T, known *target.Target, c *schema.Catalog) {
		if c.Kind != known.Kind || !slices.Contains(known.Versions, c.Version) || c.Title == "" || len(c.Levels) == 0 {
			t.Errorf("kind %q, version %q, title %q, levels %v", c.Kind, c.Version, c.Title, c.Levels)
		}
		if c.Next != "" {
			next, ok := known.Catalog(c.Next)
			if !ok || schema.CompareVersions(c.Version, next.Version) >= 0 {
				t.Errorf("next is %q", c.Next)
			}
		}
		for _, p := range c.Principals {
			if !slices.Contains([]string{"user", "group", "service_account", "api_key"}, p) {
				t.Errorf("principals have %q", p)
			}
		}
	})
}

// Each entry names its source, and each source is named.
func TestSources(t *testing.T) {
	date := regexp.MustCompile(`^20[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$`)
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		used := map[string]bool{}
		use := func(what, source string) {
			used[source] = true
			if _, ok := c.Sources[source]; !ok {
				t.Errorf("%s: no source %q", what, source)
			}
		}
		use("behaviour", c.Behaviour.Source)
		for i := range c.Privileges {
			use(c.Privileges[i].Name, c.Privileges[i].Source)
		}
		for i := range c.Groups {
			use(c.Groups[i].Name, c.Groups[i].Source)
		}
		for i := range c.Roles {
			use(c.Roles[i].Name, c.Roles[i].Source)
		}
		if c.Behaviour.Tokens != (c.Tokens != nil) {
			t.Error("there are tokens, and nothing is known of them, or the other way round")
		} else if c.Tokens != nil {
			use("tokens", c.Tokens.Source)
			for _, x := range c.Tokens.Grants {
				use(x.Privilege, x.Source)
			}
		}
		for _, x := range c.Users {
			use(x.Name, x.Source)
		}
		for _, x := range c.Limits {
			use(x.Name, x.Source)
		}
		for _, x := range c.Names {
			use(x.Of, x.Source)
		}
		for _, x := range c.Renamed {
			use(x.Old, x.Source)
		}
		for _, x := range c.Composites {
			use(x.Name, x.Source)
		}
		for _, x := range c.Plans {
			use(x.Name, x.Source)
		}
		for _, x := range c.Settings {
			use(x.Name, x.Source)
		}
		for _, x := range c.Notes {
			use(x.About, x.Source)
		}
		for name, s := range c.Sources {
			if !used[name] {
				t.Errorf("nothing comes from source %q", name)
			}
			if s.Title == "" || !date.MatchString(s.Date) || s.URL != "" && !strings.HasPrefix(s.URL, "https://") {
				t.Errorf("source %q: %+v", name, s)
			}
		}
	})
}

func TestWords(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		sentence := func(what, text string) {
			if text == "" || !strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text {
				t.Errorf("%s is not a sentence: %q", what, text)
			}
		}
		phrase := func(what, text string) {
			if strings.HasSuffix(text, ".") || strings.TrimSpace(text) != text {
				t.Errorf("%s is not a phrase: %q", what, text)
			}
		}
		for i := range c.Privileges {
			p := &c.Privileges[i]
			sentence(p.Name, p.Description)
			phrase(p.Name, p.Note)
			phrase(p.Name, p.Escalation)
			if (p.StoredBy == "") != (len(p.Stores) == 0) {
				t.Errorf("%s: stores %v by %q", p.Name, p.Stores, p.StoredBy)
			}
		}
		for _, n := range c.Notes {
			sentence("note on "+n.About, n.Text)
		}
		for _, s := range c.Settings {
			sentence(s.Name, s.Description)
		}
		for i := range c.Roles {
			phrase(c.Roles[i].Name, c.Roles[i].Note)
			phrase(c.Roles[i].Name, c.Roles[i].Unknown)
		}
		phrase("bound role", c.Behaviour.BoundRoleDropNote)
		if c.Behaviour.BoundRoleDropNote == "" || c.Behaviour.BoundRoleDrop != "unbinds" && c.Behaviour.BoundRoleDrop != "refused" {
			t.Errorf("dropping a role that is held %q (%q)", c.Behaviour.BoundRoleDrop, c.Behaviour.BoundRoleDropNote)
		}
	})
}

func TestPrivileges(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		for i := range c.Privileges {
			p := &c.Privileges[i]
			if c.Privilege(p.Name) != p {
				t.Errorf("%s stands twice", p.Name)
			}
			if p.Level != "" && p.Level != schema.LevelOperation && !slices.Contains(c.Levels, p.Level) {
				t.Errorf("%s has level %q", p.Name, p.Level)
			}
			if p.Scope != schema.ScopeNone && !slices.Contains(c.Levels, p.Scope) {
				t.Errorf("%s has scope %q", p.Name, p.Scope)
			}
			if !slices.Contains([]string{"read", "write", "destructive", "admin"}, p.Risk) {
				t.Errorf("%s has risk %q", p.Name, p.Risk)
			}
			if _, ok := c.Behaviour.Objects[p.Object]; !ok && p.Object != "" {
				t.Errorf("%s has object type %q", p.Name, p.Object)
			}
			scoped := c.Behaviour.Scoped && p.Level != schema.LevelOperation
			if (p.Object != "") != scoped {
				t.Errorf("%s has object type %q", p.Name, p.Object)
			}
			exist(t, c, p.Name+" stores", p.Stores)
			for _, o := range p.Operations {
				exist(t, c, o.Name, o.With)
				exist(t, c, o.Name, o.Or)
				if p.Dead() && !o.Unreachable {
					t.Errorf("%s guards nothing and opens %s", p.Name, o.Name)
				}
			}
			if (p.Level == schema.LevelOperation) != regexp.MustCompile(`^(ui|rest|sdk)\.[a-z0-9_.]+$`).MatchString(p.Name) {
				t.Errorf("%s has level %q", p.Name, p.Level)
			}
		}
	})
}

// exist fails for each name that is no privilege.
func exist(t *testing.T, c *schema.Catalog, what string, names []string) {
	t.Helper()
	for _, name := range names {
		if c.Privilege(name) == nil {
			t.Errorf("%s: no privilege %q", what, name)
		}
	}
}

// A group is of the level of its privileges; the groups of a level are nested
// in each other, and no two levels share a privilege.
func TestGroups(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		last := map[schema.Level]*schema.BuiltinGroup{}
		for i := range c.Groups {
			g := &c.Groups[i]
			exist(t, c, g.Name, g.Privileges)
			if !slices.IsSorted(g.Privileges) || len(slices.Compact(slices.Clone(g.Privileges))) != len(g.Privileges) {
				t.Errorf("%s is not sorted", g.Name)
			}
			if c.Privilege(g.Name) != nil {
				t.Errorf("%s is a privilege too", g.Name)
			}
			for _, name := range append([]string{g.Name}, g.Aliases...) {
				if c.Group(name) != g {
					t.Errorf("%s is the name of two groups", name)
				}
			}
			if g.Legacy {
				continue
			}
			for _, name := range g.Privileges {
				if p := c.Privilege(name); p != nil && p.Level != g.Level {
					t.Errorf("%s of level %q is in %s of level %q", name, p.Level, g.Name, g.Level)
				}
			}
			if before := last[g.Level]; before != nil {
				for _, name := range before.Privileges {
					if !slices.Contains(g.Privileges, name) {
						t.Errorf("%s is in %s, not in %s", name, before.Name, g.Name)
					}
				}
			}
			last[g.Level] = g
		}
	})
}

func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		settings := map[string]bool{"": true}
		for _, s := range c.Settings {
			settings[s.Name] = true
		}
		for i := range c.Roles {
			r := &c.Roles[i]
			if c.Role(r.Name) != r {
				t.Errorf("two roles are named %q", r.Name)
			}
			for _, a := range r.Aliases {
				if c.Role(a) != r {
					t.Errorf("%q is the name of two roles", a)
				}
			}
			for _, g := range r.Grants {
				exist(t, c, r.Name, g.Privileges)
				if g.Database == "" || g.Collection == "" || len(g.Privileges) == 0 {
					t.Errorf("%s: grant %+v", r.Name, g)
				}
			}
			if !slices.Contains([]string{"cluster", "project", "organization", "account"}, r.Of) || !settings[r.Setting] {
				t.Errorf("%s: of %q, setting %q", r.Name, r.Of, r.Setting)
			}
			if !r.Bypass && len(r.Grants) == 0 && r.Unknown == "" {
				t.Errorf("%s permits nothing, and nothing says why", r.Name)
			}
		}
		for _, u := range c.Users {
			for _, name := range u.Roles {
				if c.Role(name) == nil {
					t.Errorf("user %s holds %q", u.Name, name)
				}
			}
			if !settings[u.Unless] {
				t.Errorf("user %s: unless %q", u.Name, u.Unless)
			}
		}
		for _, p := range c.Plans {
			for _, name := range p.BuiltinRoles {
				if c.Role(name) == nil {
					t.Errorf("plan %s has %q", p.Name, name)
				}
			}
		}
	})
}

func TestNames(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		for i, n := range c.Names {
			if _, err := regexp.Compile(n.Pattern); err != nil {
				t.Error(err)
			}
			if !strings.HasPrefix(n.Pattern, "^") || !strings.HasSuffix(n.Pattern, "$") || n.Min > n.Max || n.Rule == "" {
				t.Errorf("names of %s: %+v", n.Of, n)
			}
			if c.NameRule(n.Of) != &c.Names[i] {
				t.Errorf("two rules for names of %s", n.Of)
			}
		}
		for _, l := range c.Limits {
			if l.Max <= l.Builtin {
				t.Errorf("limit %+v", l)
			}
		}
	})
}

// A name that is gone is gone, and what took its place is there.
func TestRenamed(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		for _, r := range c.Renamed {
			if c.Privilege(r.Old) != nil || c.Group(r.Old) != nil {
				t.Errorf("%s is in the catalog", r.Old)
			}
			if r.New != "" && c.Privilege(r.New) == nil && c.Group(r.New) == nil {
				t.Errorf("%s became %s, which is not in the catalog", r.Old, r.New)
			}
			if r.New == "" && r.Note == "" {
				t.Errorf("nothing says what became of %s", r.Old)
			}
		}
	})
}

func TestComposites(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		for _, x := range c.Composites {
			exist(t, c, x.Name, x.Starts)
			exist(t, c, x.Name, x.Needs)
			if len(x.Starts) == 0 || len(x.Needs) < 2 {
				t.Errorf("%q: starts %v, needs %v", x.Name, x.Starts, x.Needs)
			}
			for _, name := range x.Starts {
				if !slices.Contains(x.Needs, name) {
					t.Errorf("%q starts with %s and does not need it", x.Name, name)
				}
			}
		}
	})
}

// Tables that grow are kept in order, so that a change shows where it belongs.
func TestOrder(t *testing.T) {
	each(t, func(t *testing.T, _ *target.Target, c *schema.Catalog) {
		ordered(t, "renamed", c.Renamed, func(r schema.Renamed) string { return r.Old })
		ordered(t, "methods", c.Methods, func(m schema.Method) string { return m.Name })
		ordered(t, "unguarded", c.Unguarded, func(s string) string { return s })
		ordered(t, "privileges", c.Privileges, func(p schema.Privilege) string {
			level := slices.Index(c.Levels, p.Level)
			if level < 0 {
				level = len(c.Levels)
			}
			name := p.Name
			if verb, resource, ok := strings.Cut(name, ":"); ok {
				name = fmt.Sprint(resource, " ", slices.Index([]string{"read", "write", "delete", "restore"}, verb))
			}
			return fmt.Sprint(level, " ", name)
		})
	})
}

func ordered[T any](t *testing.T, table string, rows []T, key func(T) string) {
	t.Helper()
	for i := 1; i < len(rows); i++ {
		if cmp.Compare(key(rows[i-1]), key(rows[i])) >= 0 {
			t.Errorf("%s: %s stands before %s", table, key(rows[i-1]), key(rows[i]))
		}
	}
}
