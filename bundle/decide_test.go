package bundle_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/internal/txtest"
)

// An archive has the rows and members as in table.json, one a line, what each condition
// is (a line "ID: true", "ID: false" or "ID: the text of an error"), the moment, and the requests.
func TestDecide(t *testing.T) {
	txtest.Run(t, "../testdata/bundle/decide/*.txtar", func(t *testing.T, a *txtest.Archive) {
		b, conditions := openArchive(t, a)
		at := moment(t, strings.TrimSpace(string(a.File(t, "at"))))
		var got bytes.Buffer
		for line := range bytes.Lines(a.File(t, "requests")) {
			var answer any
			if req, err := bundle.ParseRequest(line); err != nil {
				answer = map[string]string{"error": err.Error()}
			} else {
				answer = b.Decide(req, at, conditions)
			}
			e := json.NewEncoder(&got)
			e.SetEscapeHTML(false)
			if err := e.Encode(answer); err != nil {
				t.Fatal(err)
			}
		}
		a.Golden(t, "decisions", got.Bytes())
	})
}

func openArchive(t *testing.T, a *txtest.Archive) (*bundle.Bundle, bundle.Conditions) {
	var table bundle.Table
	table.Grants = lines[bundle.Grant](t, a.File(t, "grants"))
	table.Members = lines[bundle.Member](t, a.File(t, "members"))
	for i := range table.Grants {
		table.Grants[i].EnforcedBy = bundle.EnforcedByService
	}
	if a.Has("implicit") {
		table.Implicit = strings.Fields(string(a.File(t, "implicit")))
	}
	if a.Has("aliases") {
		if err := json.Unmarshal(a.File(t, "aliases"), &table.Aliases); err != nil {
			t.Fatal(err)
		}
	}
	cel := bundle.CEL{Conditions: map[string]bundle.CELCondition{}}
	conditions := fixed{}
	if a.Has("conditions") {
		for line := range strings.Lines(string(a.File(t, "conditions"))) {
			id, is, _ := strings.Cut(strings.TrimSpace(line), ": ")
			conditions[id] = is
			cel.Conditions[id] = bundle.CELCondition{Expression: "true"}
		}
	}
	return mustNew(t, table, cel), conditions
}

func lines[T any](t *testing.T, data []byte) []T {
	var all []T
	for line := range bytes.Lines(data) {
		var one T
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if err := d.Decode(&one); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		all = append(all, one)
	}
	return all
}

func TestWhatIsNotThereDenies(t *testing.T) {
	req := &bundle.Request{Principal: "alice", Privilege: "Search", Collection: "products"}
	now := time.Now()
	for name, d := range map[string]bundle.Decision{
		"the zero decision":        {},
		"the zero bundle":          (&bundle.Bundle{}).Decide(req, now, nil),
		"no bundle":                (*bundle.Bundle)(nil).Decide(req, now, nil),
		"an empty table":           mustNew(t, bundle.Table{}, bundle.CEL{}).Decide(req, now, nil),
		"no request":               mustNew(t, bundle.Table{}, bundle.CEL{}).Decide(nil, now, nil),
		"the zero bundle, engines": (&bundle.Bundle{}).DecideWith(nil, req, now, nil),
	} {
		if d.Allowed {
			t.Errorf("%s allows", name)
		}
	}
	if roles := (&bundle.Bundle{}).Roles("alice", now); roles != nil {
		t.Errorf("the zero bundle gives roles %v", roles)
	}
}

func TestNoConditionsDeny(t *testing.T) {
	b := mustNew(t, bundle.Table{
		Grants:   []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", Condition: "c", EnforcedBy: "service", Source: "a:1:1"}},
		Implicit: []string{"r"},
	}, bundle.CEL{Conditions: map[string]bundle.CELCondition{"c": {Expression: "true"}}})
	d := b.Decide(&bundle.Request{Principal: "p", Privilege: "Search"}, time.Now(), nil)
	if d.Allowed || !strings.HasSuffix(d.Reason, "no conditions are loaded") {
		t.Errorf("got %+v", d)
	}
}

func TestDecideYesDoesNotAllocate(t *testing.T) {
	b := mustNew(t, bundle.Table{
		Grants:  []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "products", EnforcedBy: "server", Source: "a:1:1"}},
		Members: []bundle.Member{{Principal: "alice", Role: "r", Source: "b:1:1"}},
	}, bundle.CEL{})
	req := &bundle.Request{Principal: "alice", Privilege: "Search", Collection: "products"}
	now := time.Now()
	if !b.Decide(req, now, nil).Allowed {
		t.Fatal("denied")
	}
	if n := testing.AllocsPerRun(100, func() { b.Decide(req, now, nil) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestRoles(t *testing.T) {
	b := mustNew(t, bundle.Table{
		Members: []bundle.Member{
			{Principal: "alice", Role: "writer", Expires: "2027-01-31T00:00:00Z", Source: "b:1:1"},
			{Principal: "alice", Role: "reader", Source: "b:2:1"},
			{Principal: "alice", Role: "reader", Project: "search", Source: "b:3:1"},
			{Principal: "bob", Role: "writer", Source: "b:4:1"},
		},
		Implicit: []string{"public"},
	}, bundle.CEL{Roles: map[string]bundle.CELRole{"public": {Expression: "false"}, "reader": {Expression: "false"}, "writer": {Expression: "false"}}})
	for _, tt := range []struct{ principal, at, want string }{
		{"alice", "2027-01-30T23:59:59Z", "public reader writer"},
		{"alice", "2027-01-31T00:00:00Z", "public reader"},
		{"bob", "2027-01-31T00:00:00Z", "public writer"},
		{"nobody", "2027-01-31T00:00:00Z", "public"},
		{"", "2027-01-31T00:00:00Z", ""},
	} {
		if got := strings.Join(b.Roles(tt.principal, moment(t, tt.at)), " "); got != tt.want {
			t.Errorf("%q at %s: got %q, want %q", tt.principal, tt.at, got, tt.want)
		}
	}
}

// A privilege that no row names may be misspelt; Decide says so, whoever asks it.
func TestDecideTellsOfUnknownPrivileges(t *testing.T) {
	b := mustNew(t, bundle.Table{Grants: []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}}}, bundle.CEL{})
	for privilege, want := range map[string]bool{"Serach": true, "Search": false} {
		d := b.Decide(&bundle.Request{Principal: "p", Privilege: privilege}, time.Time{}, nil)
		if got := strings.HasSuffix(d.Reason, "; no row of the bundle names privilege \""+privilege+"\""); d.Allowed || got != want {
			t.Errorf("%s: %+v", privilege, d)
		}
	}
}
