package conformance

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/milvus-io/milvus/pkg/v2/util"

	"github.com/rolecall/rolecall/schema"
)

// The catalog has the privileges that the server has, no more, each with its
// level, its object type and what is granted along with it.
func TestPrivileges(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		var ours []string
		for i := range l.catalog.Privileges {
			p := &l.catalog.Privileges[i]
			ours = append(ours, p.Name)
			if want := l.level(p.Name); p.Level != want {
				t.Errorf("%s has level %q, want %q", p.Name, p.Level, want)
			}
			if want := l.object(p.Name); p.Object != want {
				t.Errorf("%s has object type %q, want %q", p.Name, p.Object, want)
			}
			if want := l.stores[p.Name]; !equal(p.Stores, want) {
				t.Errorf("%s stores %q, want %q", p.Name, p.Stores, want)
			}
		}
		if !equal(ours, l.privileges) {
			t.Errorf("privileges %q, want %q", ours, l.privileges)
		}
	})
}

// The levels of the lines are those of the server's own function, but for the
// names that a line has moved since.
func TestLevelsOfPublished(t *testing.T) {
	moved := map[string][]string{
		"2.6": {"GetReplicateConfiguration"},
		"3.0": {"AddFileResource", "GetReplicateConfiguration", "ListFileResources", "RemoveFileResource", "RenameCollection"},
	}
	each(t, func(t *testing.T, l *line) {
		var differ []string
		for _, name := range l.privileges {
			published := strings.ToLower(util.GetPrivilegeLevel(name))
			if util.IsPrivilegeNameDefined(name) && published != string(l.level(name)) {
				differ = append(differ, name)
			}
		}
		if !equal(differ, moved[l.version]) {
			t.Errorf("levels differ for %q, want %q", differ, moved[l.version])
		}
	})
}

func TestBuiltinGroups(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		for i, groups := range nested {
			for _, name := range groups {
				g := l.catalog.Group(name)
				if g == nil {
					t.Errorf("no group %s", name)
					continue
				}
				if !equal(g.Privileges, l.groups[name]) {
					t.Errorf("%s has %q, want %q", name, g.Privileges, l.groups[name])
				}
				if want := l.catalog.Levels[i]; g.Level != want || g.Legacy || g.Match != schema.MatchMembers {
					t.Errorf("%s: level %q, want %q; legacy %v, match %q", name, g.Level, want, g.Legacy, g.Match)
				}
				if want := l.object(name); g.Object != want {
					t.Errorf("%s has object type %q, want %q", name, g.Object, want)
				}
			}
		}
		if want := len(l.groups) + len(l.legacy) + 1; len(l.catalog.Groups) != want {
			t.Errorf("%d groups, want %d", len(l.catalog.Groups), want)
		}
	})
}

// Legacy groups have the server's lists; All has no list and means everything.
func TestLegacyGroups(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		for _, name := range append(slices.Collect(maps.Keys(l.legacy)), "All") {
			g := l.catalog.Group(name)
			if g == nil || !g.Legacy || g.Match != schema.MatchExact || g.Level != l.level(name) {
				t.Errorf("%s is %+v", name, g)
				continue
			}
			if !equal(g.Privileges, l.legacy[name]) {
				t.Errorf("%s has %q, want %q", name, g.Privileges, l.legacy[name])
			}
			if want := l.object(name); g.Object != want {
				t.Errorf("%s has object type %q, want %q", name, g.Object, want)
			}
		}
		if want := l.object("*"); l.catalog.Behaviour.Wildcard != want {
			t.Errorf("* is of object type %q, want %q", l.catalog.Behaviour.Wildcard, want)
		}
	})
}

// equal reports whether two lists have the same names, in any order.
func equal(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
