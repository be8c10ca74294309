package conformance

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

const (
	states    = 250 // of each line
	policies  = 150
	perSample = 120 // questions about each
)

// chance makes random grants of a line, the same ones each time.
type chance struct {
	*rand.Rand
	line *line
}

func newChance(l *line, seed int) *chance {
	return &chance{rand.New(rand.NewPCG(uint64(seed), uint64(l.version[0])<<8|uint64(l.version[2]))), l}
}

func pick[T any](r *chance, from []T) T { return from[r.IntN(len(from))] }

// some picks up to n names.
func (r *chance) some(n int, from []string) []string {
	names := []string{}
	for range r.IntN(n + 1) {
		names = append(names, pick(r, from))
	}
	return names
}

// groups are some own groups and, now and then, a built-in group that the
// server is configured to have otherwise. Most hold privileges of one level, as
// servers require; some hold legacy names or other groups, as can be added to a
// group that has nothing yet.
func (r *chance) groups(own []string) map[string][]string {
	groups := map[string][]string{}
	for _, name := range own {
		switch r.IntN(6) {
		case 0:
			groups[name] = r.some(5, r.line.privileges)
		case 1:
			groups[name] = r.some(3, []string{"All", "ReadOnly", "ReadWrite", "Admin", "ClusterAdmin", "CollectionAdmin", "g1", "g2"})
		default:
			groups[name] = r.some(8, r.line.groups[pick(r, nested)[2]])
		}
	}
	for range r.IntN(2) {
		groups[pick(r, pick(r, nested))] = r.some(6, r.line.privileges)
	}
	return groups
}

// name is something to grant.
func (r *chance) name(own []string) string {
	switch r.IntN(12) {
	case 0:
		return "*"
	case 1:
		return pick(r, []string{"All", "ReadOnly", "ReadWrite", "Admin"})
	case 2, 3, 4:
		return pick(r, pick(r, nested))
	case 5, 6:
		if len(own) > 0 {
			return pick(r, own)
		}
	}
	return pick(r, r.line.privileges)
}

var roles = []string{"r1", "r2", "r3", "public", "admin"}

// question is any question about any role.
func (r *chance) question() ask {
	a := r.line.ask(pick(r, roles), pick(r, guarded(r.line)), pick(r, []string{"", "db1", "db2"}), pick(r, []string{"c1", "c2", "c3"}))
	if a.call.name == "RenameCollection" && r.IntN(2) == 0 {
		a.to = "db3"
	}
	return a
}

// compare asks random questions and reports how many were allowed.
func (r *chance) compare(t *testing.T, s *sides) (allowed int) {
	for range perSample {
		if s.check(t, r.question()) {
			allowed++
		}
	}
	return allowed
}

// Deployed states, as a pull would give them.
func TestRandomStates(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		allowed, excepted := 0, map[string]int{}
		for seed := range states {
			r := newChance(l, seed)
			own := []string{"g1", "g2", "g3"}[:r.IntN(4)]
			groups := r.groups([]string{"g1", "g2", "g3"}) // g3 may be a member, and be granted nowhere
			var grants []schema.StateGrant
			for range 1 + r.IntN(9) {
				grants = append(grants, schema.StateGrant{
					Role: pick(r, roles[:4]), Privilege: r.name(own),
					Database:   pick(r, []string{"", "default", "db1", "db2", "*", "*"}),
					Collection: pick(r, []string{"c1", "c2", "*", "*"}),
				})
			}
			s := compareState(t, l, groups, grants)
			allowed += r.compare(t, s)
			for why, n := range s.excepted {
				excepted[why] += n
			}
			if t.Failed() {
				t.Fatalf("seed %d\ngroups %v\ngrants %+v", seed, groups, grants)
			}
		}
		t.Logf("%d questions, %d allowed; exceptions: %v", states*perSample, allowed, excepted)
	})
}

// written is a grant as a policy writes it; nil leaves a scope open.
type written struct {
	names                  []string
	databases, collections []string
}

// Policies, as written in HCL, against a server that is given what they say,
// one call of grant_privilege_v2 for each privilege and place.
func TestRandomPolicies(t *testing.T) {
	each(t, func(t *testing.T, l *line) {
		allowed, excepted := 0, map[string]int{}
		for seed := range policies {
			r := newChance(l, seed)
			own := r.groups([]string{"g1", "g2"})
			groups := map[string][]string{"g1": own["g1"], "g2": own["g2"]} // built-in ones a policy cannot redefine
			by := map[string][]written{}
			for _, role := range roles[:3] {
				by[role] = []written{}
				for range r.IntN(4) {
					by[role] = append(by[role], r.written())
				}
			}
			by[includes] = append(by[includes], by[included]...)
			text := hcl(l, groups, by)
			s := comparePolicy(t, l, groups, by, text)
			allowed += r.compare(t, s)
			for why, n := range s.excepted {
				excepted[why] += n
			}
			if t.Failed() {
				t.Fatalf("seed %d\n%s", seed, text)
			}
		}
		t.Logf("%d questions, %d allowed; exceptions: %v", policies*perSample, allowed, excepted)
	})
}

// written is a grant of names of one level with the scope that this level is
// written with, or of any names with both scopes.
func (r *chance) written() written {
	w := written{
		databases:   append(r.some(2, []string{"default", "db1", "db2", "*"}), "db1"),
		collections: append(r.some(2, []string{"c1", "c2", "*"}), "c1"),
	}
	if r.IntN(2) == 0 {
		for range 1 + r.IntN(3) {
			w.names = append(w.names, r.name([]string{"g1", "g2"}))
		}
		return w
	}
	level := r.IntN(len(nested))
	for range 1 + r.IntN(3) {
		w.names = append(w.names, pick(r, append(slices.Clone(nested[level]), r.line.groups[nested[level][2]]...)))
	}
	if level < 2 {
		w.collections = nil
	}
	if level < 1 {
		w.databases = nil
	}
	return w
}

// One role takes over the grants of another.
const includes, included = "r3", "r1"

// hcl writes a policy.
func hcl(l *line, groups map[string][]string, by map[string][]written) string {
	var b strings.Builder
	fmt.Fprintf(&b, "target \"milvus\" \"t\" {\n  version = %q\n}\n", l.version)
	list := func(names []string) string {
		var items []string
		for _, name := range names {
			if groups[name] != nil {
				items = append(items, "privilege_group."+name)
			} else {
				items = append(items, fmt.Sprintf("%q", name))
			}
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		fmt.Fprintf(&b, "privilege_group %q {\n  privileges = %s\n}\n", name, list(groups[name]))
	}
	for _, role := range slices.Sorted(maps.Keys(by)) {
		fmt.Fprintf(&b, "role %q {\n", role)
		own := by[role]
		if role == includes {
			fmt.Fprintf(&b, "  includes = [role.%s]\n", included)
			own = own[:len(own)-len(by[included])]
		}
		for _, w := range own {
			fmt.Fprintf(&b, "  grant {\n    privileges = %s\n", list(w.names))
			if w.databases != nil {
				fmt.Fprintf(&b, "    database = %s\n", list(w.databases))
			}
			if w.collections != nil {
				fmt.Fprintf(&b, "    collection = %s\n", list(w.collections))
			}
			b.WriteString("  }\n")
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// comparePolicy makes the sides of a policy: the rows of its text, and a
// server with what it says granted.
func comparePolicy(t testing.TB, l *line, groups map[string][]string, by map[string][]written, text string) *sides {
	t.Helper()
	s := newServer(t, l)
	for name, members := range groups {
		s.groups[name] = members
	}
	for role, grants := range by {
		for _, w := range grants {
			s.grantAll(t, role, w)
		}
	}
	var rows []row
	model := resolve(t, l, text)
	for _, role := range model.Roles {
		for _, r := range model.Rows(role) {
			rows = append(rows, row{r.Role, r.Privilege.Name, r.Database, r.Collection})
		}
	}
	return newSides(t, s, rows)
}

// grantAll makes the calls of a written grant. The proxy adds what is stored
// along with a privilege; an open scope is written as any.
func (s *server) grantAll(t testing.TB, role string, w written) {
	t.Helper()
	any := []string{"*"}
	databases, collections := w.databases, w.collections
	if databases == nil {
		databases = any
	}
	if collections == nil {
		collections = any
	}
	for _, name := range w.names {
		for _, stored := range append([]string{name}, s.stores[name]...) {
			for _, database := range databases {
				for _, collection := range collections {
					if s.refuses(name, database, collection) {
						continue
					}
					s.grant(t, schema.StateGrant{Role: role, Privilege: stored, Database: database, Collection: collection})
				}
			}
		}
	}
}

// refuses is the one check of scopes that grant_privilege_v2 makes: that of a
// group's level, which is its privileges'. Single privileges pass at any scope.
func (s *server) refuses(name, database, collection string) bool {
	for _, member := range s.groups[name] {
		switch s.level(member) {
		case schema.LevelCluster:
			return database != "*" || collection != "*"
		case schema.LevelDatabase:
			return collection != "*"
		case schema.LevelCollection:
			return database == "*" && collection != "*"
		}
	}
	return false
}

// resolve reads a policy that has nothing wrong with it.
func resolve(t testing.TB, l *line, text string) *schema.Model {
	t.Helper()
	project, findings := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(text)}}, parse.Options{})
	if len(project.Documents) != 1 {
		t.Fatalf("%d documents of\n%s", len(project.Documents), text)
	}
	model, more := schema.Resolve(project.Documents[0], l.catalog, project.Broken)
	for _, f := range append(findings, more...) {
		t.Fatalf("%s %s: %s\n%s", f.Range, f.Rule, f.Message, text)
	}
	return model
}
