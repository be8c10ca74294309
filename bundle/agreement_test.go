package bundle_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"pgregory.net/rapid"
)

// scan is the obvious way to answer: it looks at every member and every row. It gives the row, -1 for a denial.
func scan(t *bundle.Table, req *bundle.Request, at time.Time, conds bundle.Conditions) int {
	if req.Principal == "" || req.Privilege == "" {
		return -1
	}
	roles := slices.Clone(req.Roles)
	if !strings.HasPrefix(req.Principal, "token:") {
		roles = append(roles, t.Implicit...)
	}
	for _, name := range req.Roles {
		if !slices.Contains(drawnRoles, name) {
			return -1
		}
	}
	for _, m := range t.Members {
		expired := m.Expires != "" && !at.Before(must(time.Parse(time.RFC3339, m.Expires)))
		if req.Roles == nil && m.Principal == req.Principal && !expired && (m.Project == "" || m.Project == req.Attributes.Resource["project"]) {
			roles = append(roles, m.Role)
		}
	}
	seen := *req
	if seen.Database == "" {
		seen.Database = bundle.DefaultDatabase
	}
	if real, ok := t.Aliases[seen.Database][seen.Collection]; ok {
		seen.Collection = real
	}
	held := -1
	for i, g := range t.Grants {
		if !slices.Contains(roles, g.Role) || g.Privilege != seen.Privilege || g.Database != "*" && g.Database != seen.Database || g.Collection != "*" && g.Collection != seen.Collection {
			continue
		}
		if g.Condition == "" {
			return i
		}
		if conds != nil && held < 0 {
			if ok, err := conds.Holds(g.Condition, &seen, at); ok && err == nil {
				held = i
			}
		}
	}
	return held
}

var drawnRoles = []string{"r0", "r1", "r2", "r3"}

// tricky are names that tables of names could take for each other, or that do not fit their slots.
var tricky = []string{"a", "b", "ab", "ba", "", "*", "default", "ü", "u\u0308", "\x00", "a\x00", strings.Repeat("x", 20), strings.Repeat("x", 21),
	strings.Repeat("x", 22), strings.Repeat("x", 34), strings.Repeat("x", 35), strings.Repeat("x", 254) + "y", strings.Repeat("x", 255), "token:", "token:t"}

func drawTricky(t *rapid.T) (*bundle.Table, []string) {
	named := slices.DeleteFunc(slices.Clone(tricky), func(s string) bool { return s == "" })
	name := rapid.SampledFrom(named)
	privileges := make([]string, rapid.SampledFrom([]int{3, 63, 64, 130}).Draw(t, "privileges"))
	for i := range privileges {
		privileges[i] = fmt.Sprintf("P%d", i)
	}
	copy(privileges, named[:min(len(privileges), 5)])
	roles := rapid.SampledFrom(drawnRoles)
	scope := rapid.OneOf(name, rapid.Just("*"))
	table := &bundle.Table{
		Grants: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bundle.Grant {
			return bundle.Grant{Role: roles.Draw(t, "role"), Privilege: rapid.SampledFrom(privileges).Draw(t, "privilege"),
				Database: scope.Draw(t, "database"), Collection: scope.Draw(t, "collection"),
				Condition: rapid.SampledFrom([]string{"", "", "yes", "no", "fails"}).Draw(t, "condition"), EnforcedBy: "service", Source: "a:1:1"}
		}), 0, 200).Draw(t, "grants"),
		Members: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bundle.Member {
			return bundle.Member{Principal: name.Draw(t, "principal"), Role: roles.Draw(t, "role"), Source: "b:1:1",
				Expires: rapid.SampledFrom([]string{"", "", "2027-01-31T00:00:00Z"}).Draw(t, "expires"),
				Project: rapid.SampledFrom([]string{"", "", "p", "q"}).Draw(t, "project")}
		}), 0, 30).Draw(t, "members"),
		Implicit: rapid.SliceOfN(roles, 0, 2).Draw(t, "implicit"),
	}
	if rapid.Bool().Draw(t, "aliases") {
		any := rapid.SampledFrom(tricky)
		table.Aliases = map[string]map[string]string{}
		for range 3 {
			table.Aliases[any.Draw(t, "database")] = map[string]string{any.Draw(t, "alias"): any.Draw(t, "collection")}
		}
	}
	if len(table.Grants) > 0 && rapid.Bool().Draw(t, "ask what is granted") {
		privileges = nil
		for _, g := range table.Grants {
			privileges = append(privileges, g.Privilege)
		}
	}
	if rapid.Bool().Draw(t, "normal") {
		table.Normalize()
	}
	return table, privileges
}

// Every way of asking gives the answer of a scan, and the row of one.
func TestAgreesWithAScan(t *testing.T) {
	conds := fixed{"yes": "true", "no": "false", "fails": "no attribute"}
	cel := bundle.CEL{Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}
	for id := range conds {
		cel.Conditions[id] = bundle.CELCondition{Expression: "true"}
	}
	for _, role := range drawnRoles {
		cel.Roles[role] = bundle.CELRole{Expression: "false"}
	}
	rapid.Check(t, func(t *rapid.T) {
		table, privileges := drawTricky(t)
		b, err := bundle.New(*table, cel)
		if err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom(tricky)
		for range 30 {
			req := &bundle.Request{Principal: name.Draw(t, "principal"), Privilege: rapid.SampledFrom(privileges).Draw(t, "privilege"),
				Database: name.Draw(t, "database"), Collection: name.Draw(t, "collection")}
			if rapid.Bool().Draw(t, "in a project") {
				req.Attributes.Resource = map[string]any{"project": rapid.SampledFrom([]any{"p", "q", 1}).Draw(t, "project")}
			}
			if rapid.IntRange(0, 4).Draw(t, "brings roles") == 0 {
				req.Roles = append([]string{}, rapid.SliceOfN(rapid.SampledFrom([]string{"r0", "r1", "r2", "ghost", "a"}), 0, 2).Draw(t, "roles")...)
			}
			at := rapid.SampledFrom([]time.Time{time.Date(2027, 1, 30, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}).Draw(t, "at")
			compare(t, b, req, at, conds)
			compare(t, b, req, at, nil)
		}
	})
}

func compare(t *rapid.T, b *bundle.Bundle, req *bundle.Request, at time.Time, conds bundle.Conditions) {
	row := scan(&b.Table, req, at, conds)
	want := bundle.Answer{}
	var decision bundle.Decision
	if row >= 0 {
		g := b.Table.Grants[row]
		want = bundle.Answer{Allowed: true, Row: int32(row)}
		decision = bundle.Decision{Allowed: true, Role: g.Role, Source: g.Source, Condition: g.Condition}
	}
	if got := b.Lookup(req, at, conds); got != want {
		t.Fatalf("%+v: Lookup gives %+v, a scan row %d", req, got, row)
	}
	got := b.Decide(req, at, conds)
	if got.Reason == "" {
		t.Fatalf("%+v: no reason", req)
	}
	if explained := b.Explain(want); got.Allowed && explained != got {
		t.Fatalf("%+v: explained as %+v, decided as %+v", req, explained, got)
	}
	if got.Reason = ""; got != decision {
		t.Fatalf("%+v: Decide gives %+v, a scan row %d", req, got, row)
	}
	if got := b.Allowed(req, at, conds); got != want.Allowed {
		t.Fatalf("%+v: Allowed gives %v, a scan row %d", req, got, row)
	}
	p := b.Principal(req.Principal)
	if got := p.Allowed(req, at, conds); got != want.Allowed {
		t.Fatalf("%+v: the principal's Allowed gives %v, a scan row %d", req, got, row)
	}
	if req.Roles == nil {
		if got := p.May(b.Permission(req.Privilege, req.Database, req.Collection), at, &req.Attributes, conds); got != want.Allowed {
			t.Fatalf("%+v: May gives %v, a scan row %d", req, got, row)
		}
	}
}

// Conditions see the principal and the scope as the server does, whoever asks.
func TestWhatConditionsSee(t *testing.T) {
	b := mustNew(t, bundle.Table{
		Grants:  []bundle.Grant{{Role: "r", Privilege: "Search", Database: "default", Collection: "real", Condition: "c", EnforcedBy: "service", Source: "a:1:1"}},
		Members: []bundle.Member{{Principal: "alice", Role: "r", Source: "b:1:1"}},
		Aliases: map[string]map[string]string{"default": {"live": "real"}},
	}, bundle.CEL{Conditions: map[string]bundle.CELCondition{"c": {Expression: "true"}}})
	attributes := bundle.Attributes{Principal: map[string]any{"tenant": "acme"}}
	var seen []string
	conds := spy(func(req *bundle.Request) {
		seen = append(seen, fmt.Sprint(req.Principal, req.Privilege, req.Database, req.Collection, req.Attributes.Principal["tenant"]))
	})
	req := &bundle.Request{Principal: "alice", Privilege: "Search", Collection: "live", Attributes: attributes}
	nameless := &bundle.Request{Privilege: "Search", Collection: "live", Attributes: attributes}
	for i, allowed := range []bool{
		b.Allowed(req, time.Time{}, conds), b.Lookup(req, time.Time{}, conds).Allowed, b.Decide(req, time.Time{}, conds).Allowed,
		b.Principal("alice").Allowed(nameless, time.Time{}, conds),
		b.Principal("alice").May(b.Permission("Search", "", "live"), time.Time{}, &attributes, conds),
	} {
		if !allowed || i >= len(seen) || seen[i] != "aliceSearchdefaultrealacme" {
			t.Errorf("way %d: allowed %v, seen %q", i, allowed, seen)
		}
	}
	if req.Collection != "live" || nameless.Principal != "" {
		t.Error("the request was changed")
	}
}

type spy func(*bundle.Request)

func (s spy) Holds(_ string, req *bundle.Request, _ time.Time) (bool, error) {
	s(req)
	return true, errors.Join()
}

func TestPrincipalsAndPermissionsThatDeny(t *testing.T) {
	table := bundle.Table{
		Grants:   []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}},
		Implicit: []string{"r"},
	}
	b, other := mustNew(t, table, bundle.CEL{}), mustNew(t, table, bundle.CEL{})
	search := b.Permission("Search", "", "c")
	if !b.Principal("p").May(search, time.Time{}, nil, nil) {
		t.Fatal("denied")
	}
	req := &bundle.Request{Principal: "p", Privilege: "Search"}
	var none *bundle.Bundle
	for name, allowed := range map[string]bool{
		"the zero principal":           new(bundle.Principal).May(search, time.Time{}, nil, nil),
		"the zero principal, requests": new(bundle.Principal).Allowed(req, time.Time{}, nil),
		"the zero permission":          b.Principal("p").May(new(bundle.Permission), time.Time{}, nil, nil),
		"no permission":                b.Principal("p").May(nil, time.Time{}, nil, nil),
		"no privilege":                 b.Principal("p").May(b.Permission("", "", "c"), time.Time{}, nil, nil),
		"no name":                      b.Principal("").May(search, time.Time{}, nil, nil),
		"no request":                   b.Principal("p").Allowed(nil, time.Time{}, nil),
		"a request of another":         b.Principal("q").Allowed(req, time.Time{}, nil),
		"another bundle":               other.Principal("p").May(search, time.Time{}, nil, nil),
		"no bundle":                    none.Principal("p").May(none.Permission("Search", "", "c"), time.Time{}, nil, nil),
		"no bundle, Allowed":           none.Allowed(req, time.Time{}, nil),
		"no bundle, Lookup":            none.Lookup(req, time.Time{}, nil).Allowed,
		"the zero bundle":              new(bundle.Bundle).Allowed(req, time.Time{}, nil),
		"the zero answer":              b.Explain(bundle.Answer{}).Allowed,
		"an answer of elsewhere":       b.Explain(bundle.Answer{Allowed: true, Row: 7}).Allowed,
	} {
		if allowed {
			t.Errorf("%s allows", name)
		}
	}
}

// What must not allocate: an answer of whatever kind, from a request on the caller's stack.
func TestAnswersDoNotAllocate(t *testing.T) {
	w := newWorkload(sizes[0], 64)
	b := mustNew(t, w.table, w.cel)
	now := time.Now()
	conds := fixed{}
	for id := range w.cel.Conditions {
		conds[id] = "false"
	}
	attributes := &bundle.Attributes{}
	for _, r := range w.requests {
		p, perm := b.Principal(r.Principal), b.Permission(r.Privilege, r.Database, r.Collection)
		for name, ask := range map[string]func(){
			"Allowed": func() {
				b.Allowed(&bundle.Request{Principal: r.Principal, Privilege: r.Privilege, Database: r.Database, Collection: r.Collection}, now, quiet{})
			},
			"Lookup": func() {
				b.Lookup(&bundle.Request{Principal: r.Principal, Privilege: r.Privilege, Database: r.Database, Collection: r.Collection}, now, quiet{})
			},
			"Principal.Allowed": func() {
				p.Allowed(&bundle.Request{Privilege: r.Privilege, Database: r.Database, Collection: r.Collection}, now, quiet{})
			},
			"May": func() { p.May(perm, now, attributes, quiet{}) },
		} {
			if n := testing.AllocsPerRun(20, ask); n >= 1 {
				t.Errorf("%s of %+v: %v allocations", name, r, n)
			}
		}
	}
}

// quiet are conditions that never hold.
type quiet struct{}

func (quiet) Holds(string, *bundle.Request, time.Time) (bool, error) { return false, nil }

func TestConcurrentAnswers(t *testing.T) {
	w := newWorkload(sizes[0], 512)
	b := mustNew(t, w.table, w.cel)
	conds := fixed{}
	for id := range w.cel.Conditions {
		conds[id] = "true"
	}
	var want []bundle.Decision
	for i := range w.requests {
		want = append(want, b.Decide(&w.requests[i], time.Time{}, conds))
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range w.requests {
				req := &w.requests[i]
				a := b.Lookup(req, time.Time{}, conds)
				if a.Allowed != want[i].Allowed || a.Allowed && b.Explain(a) != want[i] || b.Principal(req.Principal).Allowed(req, time.Time{}, conds) != a.Allowed {
					t.Errorf("%+v: got %+v, want %+v", req, a, want[i])
				}
			}
		})
	}
	all.Wait()
}
