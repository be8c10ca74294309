package diff_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

var modes = []string{"remove", "remove", "report", "ignore"}

// What the policy wants, deployed as it is, needs no deployment.
func TestDesiredStateNeedsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := resolveText(t, randomPolicy(t, pick(t, "unmanaged", modes)))
		r := diff.Compare(diff.Input{Model: m, Deployed: m.Desired(now), Now: now})
		if !r.Empty() || len(r.Unmanaged) > 0 {
			t.Fatalf("%+v\n%+v\n%+v", r.Changes, slices.Collect(r.Access.All()), r.Unmanaged)
		}
		for _, u := range r.Unknown {
			if u.Address != `state.role["public"]` { // which a desired state does not list
				t.Fatalf("%+v", u)
			}
		}
	})
}

// What a deployment leaves needs no other.
func TestDeployedOnceNeedsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := resolveText(t, randomPolicy(t, pick(t, "unmanaged", modes)))
		first := diff.Compare(diff.Input{Model: m, Deployed: randomState(t), Now: now})
		if r := diff.Compare(diff.Input{Model: m, Deployed: first.After(), Now: now}); !r.Empty() {
			t.Fatalf("%+v\n%+v", r.Changes, slices.Collect(r.Access.All()))
		}
	})
}

// The changes are what leads from what is deployed to what is left: applied one
// by one they do.
func TestChangesLeadToAfter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := resolveText(t, randomPolicy(t, pick(t, "unmanaged", modes)))
		r := diff.Compare(diff.Input{Model: m, Deployed: randomState(t), Now: now})
		there := objects(r.Deployed())
		for _, c := range r.Changes { // every name is the server's until the move, which comes last
			switch {
			case c.Action == diff.Move:
			case c.Before != nil && !there[object(c.Before)]:
				t.Fatalf("%+v is not there", c)
			default:
				delete(there, object(c.Before))
				if c.After != nil {
					there[object(c.After)] = true
				}
			}
		}
		for _, c := range r.Changes {
			if c.Action == diff.Move {
				there = renamed(there, c.Before.(schema.StateRole).Name, c.After.(schema.StateRole).Name)
			}
		}
		if d := cmp.Diff(objects(r.After()), there, cmp.AllowUnexported(thing{})); d != "" {
			t.Fatalf("%+v\n%s", r.Changes, d)
		}
	})
}

// thing is an object so that equal ones are equal; roles without their
// descriptions, which need not be the policy's.
type thing struct{ kind, role, rest string }

func object(o any) thing {
	switch o := o.(type) {
	case schema.StateRole:
		return thing{"role", o.Name, ""}
	case schema.StateGrant:
		return thing{"grant", o.Role, fmt.Sprintf("%q %q %q %q", o.Privilege, o.ObjectType, o.Database, o.Collection)}
	case schema.StateMember:
		return thing{"member", o.Role, fmt.Sprintf("%q %q", o.Principal, o.Project)}
	}
	return thing{kind: fmt.Sprintf("%T", o), rest: fmt.Sprint(o)}
}

func objects(s *schema.State) map[thing]bool {
	set := map[thing]bool{}
	for _, o := range s.Roles {
		set[object(o)] = true
	}
	for _, o := range s.Groups {
		set[object(o)] = true
	}
	for _, o := range s.Grants {
		set[object(o)] = true
	}
	for _, o := range s.Members {
		set[object(o)] = true
	}
	for _, o := range s.Users {
		set[object(o)] = true
	}
	return set
}

func renamed(set map[thing]bool, from, to string) map[thing]bool {
	out := map[thing]bool{}
	for o := range set {
		if o.role == from {
			o.role = to
		}
		out[o] = true
	}
	return out
}

// The order of a state's lists and its repetitions do not show.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := resolveText(t, randomPolicy(t, pick(t, "unmanaged", modes)))
		s := randomState(t)
		a := diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
		b := diff.Compare(diff.Input{Model: m, Deployed: shuffled(t, s), Now: now})
		for _, of := range [][2]any{
			{a.Changes, b.Changes}, {slices.Collect(a.Access.All()), slices.Collect(b.Access.All())},
			{slices.Collect(a.AlsoReaches()), slices.Collect(b.AlsoReaches())},
			{a.Unknown, b.Unknown}, {a.Unmanaged, b.Unmanaged}, {a.StateDigest, b.StateDigest}, {a.Deployed(), b.Deployed()},
		} {
			if d := cmp.Diff(of[0], of[1], cmpopts.EquateEmpty()); d != "" {
				t.Fatal(d)
			}
		}
	})
}

func shuffled(t *rapid.T, s *schema.State) *schema.State {
	n := *s
	n.Groups = permuted(t, s.Groups)
	for i := range n.Groups {
		n.Groups[i].Privileges = permuted(t, n.Groups[i].Privileges, n.Groups[i].Privileges...)
	}
	n.Roles = permuted(t, s.Roles, s.Roles...)
	n.Users = permuted(t, s.Users, s.Users...)
	n.Grants = permuted(t, s.Grants, s.Grants...)
	n.Members = permuted(t, s.Members, s.Members...)
	return &n
}

func permuted[T any](t *rapid.T, list []T, more ...T) []T {
	return append([]T{}, rapid.Permutation(append(slices.Clone(list), more...)).Draw(t, "order")...)
}

// What a state does not cover is never removed, and what covers does not know is said.
func TestUncoveredIsNeverRemoved(t *testing.T) {
	kinds := map[string]diff.Kind{
		schema.CoversGroups: diff.KindGroup, schema.CoversRoles: diff.KindRole, schema.CoversUsers: diff.KindUser,
		schema.CoversGrants: diff.KindGrant, schema.CoversMembers: diff.KindMember,
	}
	lists := slices.Sorted(maps.Keys(kinds))
	rapid.Check(t, func(t *rapid.T) {
		m := resolveText(t, randomPolicy(t, "remove"))
		s := randomState(t)
		s.Covers = rapid.SliceOfDistinct(rapid.SampledFrom(lists), rapid.ID[string]).Draw(t, "covers")
		r := diff.Compare(diff.Input{Model: m, Deployed: s, Now: now})
		for _, list := range lists {
			if slices.Contains(s.Covers, list) {
				continue
			}
			for _, c := range r.Changes {
				if c.Kind == kinds[list] && c.Action == diff.Remove {
					t.Fatalf("%s is not covered: %+v", list, c)
				}
			}
			said := slices.ContainsFunc(r.Unknown, func(u diff.Unknown) bool { return u.Kind == kinds[list] && u.Address == "" })
			if !said && (list != schema.CoversUsers || len(m.Document.Users) > 0) {
				t.Fatalf("nothing is said of %s: %+v", list, r.Unknown)
			}
		}
		if !s.Knows(schema.CoversGrants) || !s.Knows(schema.CoversMembers) {
			for e := range r.Access.All() {
				implicit := m.Catalog.Role(e.Role) != nil && m.Catalog.Role(e.Role).Implicit // whom everyone counts as a member of
				catalog := strings.HasPrefix(e.Source, "catalog:")
				if e.Change == diff.Lost && !(implicit && s.Knows(schema.CoversGrants)) && !(catalog && s.Knows(schema.CoversMembers)) {
					t.Fatalf("%v does not tell: %+v", s.Covers, e)
				}
			}
		}
	})
}
