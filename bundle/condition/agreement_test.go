package condition_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"pgregory.net/rapid"
)

var errRead = errors.New("reads an attribute that is missing or of the wrong type")

// pool has conditions with what each means, written in Go. An error is an attribute that is
// missing or of the wrong type.
var pool = map[string]struct {
	expression string
	means      func(req bundle.Request, at time.Time) (bool, error)
}{
	"always": {"true", func(bundle.Request, time.Time) (bool, error) { return true, nil }},
	"never":  {"request.privilege == 'x' && false", func(bundle.Request, time.Time) (bool, error) { return false, nil }},
	"acme": {"principal.tenant == 'acme'", func(req bundle.Request, _ time.Time) (bool, error) {
		tenant, ok := req.Attributes.Principal["tenant"].(string)
		if !ok {
			return false, errRead
		}
		return tenant == "acme", nil
	}},
	"ops": {"principal.groups.exists(g, g == \"ops\")", func(req bundle.Request, _ time.Time) (bool, error) {
		groups, ok := req.Attributes.Principal["groups"].([]any)
		notString := func(v any) bool { _, ok := v.(string); return !ok }
		if !ok || slices.ContainsFunc(groups, notString) {
			return false, errRead
		}
		return slices.Contains(groups, any("ops")), nil
	}},
	"c1 or acme": {"resource.collection == 'c1' || principal.tenant == 'acme'", func(req bundle.Request, _ time.Time) (bool, error) {
		tenant, ok := req.Attributes.Principal["tenant"].(string)
		if req.Collection == "c1" {
			return true, nil
		}
		if !ok {
			return false, errRead
		}
		return tenant == "acme", nil
	}},
	"not default": {"!(resource.database == 'default') && [1, 2].all(x, x > 0)", func(req bundle.Request, _ time.Time) (bool, error) {
		return req.Database != "default", nil
	}},
	"morning": {"request.time.getHours('Europe/Berlin') < 12", func(req bundle.Request, at time.Time) (bool, error) {
		if v, ok := req.Attributes.Request["time"]; ok {
			s, _ := v.(string)
			var err error
			if at, err = time.Parse(time.RFC3339, s); err != nil {
				return false, errRead
			}
		}
		return at.In(berlin).Hour() < 12, nil
	}},
	"fails": {"1 / 0 == 1", func(bundle.Request, time.Time) (bool, error) { return false, errRead }},
}

var berlin = must(time.LoadLocation("Europe/Berlin"))

// naive scans all members and all rows.
func naive(t bundle.Table, req bundle.Request, at time.Time) bool {
	if req.Principal == "" || req.Privilege == "" {
		return false
	}
	known := func(role string) bool {
		return slices.ContainsFunc(t.Grants, func(g bundle.Grant) bool { return g.Role == role }) || slices.Contains(allRoles, role)
	}
	if slices.ContainsFunc(req.Roles, func(role string) bool { return !known(role) }) {
		return false
	}
	roles := append(slices.Clone(t.Implicit), req.Roles...)
	if req.Roles == nil {
		for _, m := range t.Members {
			if m.Principal != req.Principal || m.Project != "" && req.Attributes.Resource["project"] != m.Project {
				continue
			}
			if m.Expires == "" || at.Before(must(time.Parse(time.RFC3339, m.Expires))) {
				roles = append(roles, m.Role)
			}
		}
	}
	return slices.ContainsFunc(roles, func(role string) bool { return naiveRole(t, role, req, at) })
}

func naiveRole(t bundle.Table, role string, req bundle.Request, at time.Time) bool {
	if req.Database == "" {
		req.Database = "default"
	}
	if real, ok := t.Aliases[req.Database][req.Collection]; ok {
		req.Collection = real
	}
	for _, g := range t.Grants {
		if g.Role != role || g.Privilege != req.Privilege || g.Database != "*" && g.Database != req.Database ||
			g.Collection != "*" && g.Collection != req.Collection {
			continue
		}
		if g.Condition == "" {
			return true
		}
		if ok, err := pool[g.Condition].means(req, at); ok && err == nil {
			return true
		}
	}
	return false
}

var allRoles = []string{"r1", "r2", "r3", "public"}

var attributes = condition.Attributes{"principal.tenant": condition.String, "principal.groups": condition.Strings}

func checkedPool(t testing.TB) map[string]condition.Checked {
	checked := map[string]condition.Checked{}
	for id, c := range pool {
		one, issues := condition.Check(attributes, c.expression)
		if len(issues) > 0 {
			t.Fatalf("%s: %v", id, issues)
		}
		checked[id] = one
	}
	return checked
}

// compile does what the compiler does with a table.
func compile(t interface{ Fatal(...any) }, table bundle.Table, checked map[string]condition.Checked, roles []string) bundle.CEL {
	cel := bundle.CEL{Target: table.Target, Variables: attributes.Variables(),
		Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}
	for id, c := range checked {
		cel.Conditions[id] = bundle.CELCondition{Expression: c.Expression, Cost: c.Cost, Source: "c:1:1"}
	}
	for _, role := range roles {
		var rows []bundle.Grant
		for _, g := range table.Grants {
			if g.Role == role {
				rows = append(rows, g)
			}
		}
		expression, err := condition.Role(rows, checked)
		if err != nil {
			t.Fatal(err)
		}
		cel.Roles[role] = expression
	}
	return cel
}

// The rows, the expressions of roles and a scan written without either give the
// same answer to every request.
func TestAgreement(t *testing.T) {
	checked := checkedPool(t)
	rapid.Check(t, func(t *rapid.T) {
		table := drawTable(t)
		cel := compile(t, table, checked, allRoles)
		b, err := bundle.Parse(bundle.Encode(&table, &cel))
		if err != nil {
			t.Fatal(err)
		}
		set, err := condition.Load(b)
		if err != nil {
			t.Fatal(err)
		}
		engine, err := condition.NewEngine(b)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			req, at := drawRequest(t)
			want := naive(table, req, at)
			byRows := b.Decide(&req, at, set)
			if byRows.Allowed != want {
				t.Fatalf("%+v at %v:\nrows: %+v\nscan: %v", req, at, byRows, want)
			}
			if diff := cmp.Diff(byRows, b.DecideWith(engine, &req, at, set)); diff != "" {
				t.Fatalf("%+v at %v: rows and expressions differ: %s\n%+v", req, at, diff, cel.Roles)
			}
			for _, role := range allRoles {
				only := bundle.Request{Principal: req.Principal, Privilege: req.Privilege, Database: "default", Collection: req.Collection, Attributes: req.Attributes}
				ok, err := engine.Allows(role, &only, at)
				if want := naiveRole(bundle.Table{Grants: table.Grants}, role, only, at); (ok && err == nil) != want {
					t.Fatalf("%s, %+v: expression %v, %v, scan %v\n%s", role, only, ok, err, want, cel.Roles[role].Expression)
				}
			}
		}
	})
}

func drawTable(t *rapid.T) bundle.Table {
	conditions := []string{"", "", ""}
	for id := range pool {
		conditions = append(conditions, id)
	}
	slices.Sort(conditions)
	table := bundle.Table{
		Target: bundle.Target{Kind: "milvus", Name: "prod"},
		Grants: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bundle.Grant {
			return bundle.Grant{
				Role:       rapid.SampledFrom([]string{"r1", "r2", "public"}).Draw(t, "role"),
				Privilege:  rapid.SampledFrom([]string{"Search", "Insert", "Drop"}).Draw(t, "privilege"),
				Database:   rapid.SampledFrom([]string{"*", "default", "d1"}).Draw(t, "database"),
				Collection: rapid.SampledFrom([]string{"*", "c1", "c2", "c\"3\\\n"}).Draw(t, "collection"),
				Condition:  rapid.SampledFrom(conditions).Draw(t, "condition"),
				EnforcedBy: bundle.EnforcedByService,
				Source:     "a.hcl:1:1",
			}
		}), 0, 12).Draw(t, "grants"),
		Members: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bundle.Member {
			return bundle.Member{
				Principal: rapid.SampledFrom([]string{"alice", "bob"}).Draw(t, "principal"),
				Role:      rapid.SampledFrom(allRoles).Draw(t, "role"),
				Expires:   rapid.SampledFrom([]string{"", "2027-01-31T00:00:00Z", "2026-01-31T01:00:00+01:00"}).Draw(t, "expires"),
				Project:   rapid.SampledFrom([]string{"", "", "p"}).Draw(t, "project"),
				Source:    "b.hcl:1:1",
			}
		}), 0, 5).Draw(t, "members"),
		Aliases: map[string]map[string]string{"default": {"live": "c1"}, "d1": {"c2": "c1"}},
	}
	if rapid.Bool().Draw(t, "implicit") {
		table.Implicit = []string{"public"}
	}
	if rapid.Bool().Draw(t, "normal") {
		table.Normalize()
	}
	return table
}

func drawRequest(t *rapid.T) (bundle.Request, time.Time) {
	req := bundle.Request{
		Principal:  rapid.SampledFrom([]string{"alice", "bob", "carol", ""}).Draw(t, "principal"),
		Privilege:  rapid.SampledFrom([]string{"Search", "Insert", "Drop", "*"}).Draw(t, "privilege"),
		Database:   rapid.SampledFrom([]string{"", "default", "d1", "d2", "*"}).Draw(t, "database"),
		Collection: rapid.SampledFrom([]string{"", "c1", "c2", "c\"3\\\n", "live", "*"}).Draw(t, "collection"),
		Attributes: bundle.Attributes{Principal: map[string]any{}, Resource: map[string]any{}, Request: map[string]any{}},
	}
	if rapid.Bool().Draw(t, "has roles") {
		req.Roles = append([]string{}, rapid.SliceOfN(rapid.SampledFrom([]string{"r1", "r2", "r3", "ghost"}), 0, 2).Draw(t, "roles")...)
	}
	for _, a := range []struct {
		to     map[string]any
		name   string
		values []any
	}{
		{req.Attributes.Principal, "tenant", []any{"acme", "other", 7.0, nil}},
		{req.Attributes.Principal, "groups", []any{[]any{}, []any{"dev", "ops"}, []any{"ops", 1.0}, "ops"}},
		{req.Attributes.Resource, "project", []any{"p", "q"}},
		{req.Attributes.Request, "time", []any{"2026-06-01T08:00:00Z", "2026-06-01T11:00:00Z", "soon"}},
	} {
		if rapid.Bool().Draw(t, "has "+a.name) {
			a.to[a.name] = rapid.SampledFrom(a.values).Draw(t, a.name)
		}
	}
	at := time.Date(2026, 11, 20, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, time.UTC)
	if rapid.Bool().Draw(t, "later") {
		at = time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	}
	return req, at
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
