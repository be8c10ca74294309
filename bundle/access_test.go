package bundle_test

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/internal/txtest"
	"pgregory.net/rapid"
)

// An archive has a table as those of TestDecide, and questions, one a line: "what PRINCIPAL" or
// "who PRIVILEGE DATABASE COLLECTION", in which - is an empty name.
func TestAccess(t *testing.T) {
	txtest.Run(t, "../testdata/bundle/access/*.txtar", func(t *testing.T, a *txtest.Archive) {
		b, _ := openArchive(t, a)
		at := moment(t, strings.TrimSpace(string(a.File(t, "at"))))
		var got bytes.Buffer
		e := json.NewEncoder(&got)
		e.SetEscapeHTML(false)
		for line := range strings.Lines(string(a.File(t, "questions"))) {
			words := strings.Fields(line)
			for i := range words {
				words[i] = strings.TrimPrefix(words[i], "-")
			}
			rows := b.WhatCan(words[1], at)
			if words[0] == "who" {
				rows = b.WhoCan(words[1], words[2], words[3], at)
			}
			got.WriteString("| " + line)
			for row := range rows {
				if err := e.Encode(row); err != nil {
					t.Fatal(err)
				}
			}
		}
		a.Golden(t, "rows", got.Bytes())
	})
}

// Both lists have every row of a scan and no other, sorted, and can be left at any row.
func TestAccessAgreesWithAScan(t *testing.T) {
	at := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	cel := bundle.CEL{Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}
	for _, id := range []string{"yes", "no", "fails"} {
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
		var principals []string
		for _, m := range table.Members {
			principals = append(principals, m.Principal)
		}
		slices.Sort(principals)
		principals = slices.Compact(principals)

		var everything []bundle.Access
		for _, p := range append(principals, "stranger") {
			want := accessOf(table, p, at)
			got := slices.Collect(b.WhatCan(p, at))
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("what %q can: %s", p, diff)
			}
			left(t, b.WhatCan(p, at), got)
			if p != "stranger" {
				everything = append(everything, got...)
			}
		}
		for range 5 {
			privilege := rapid.SampledFrom(privileges).Draw(t, "privilege")
			name := rapid.SampledFrom(tricky)
			database, collection := name.Draw(t, "database"), name.Draw(t, "collection")
			seenDatabase, seenCollection := database, collection
			if database == "" {
				seenDatabase = "default"
			}
			if real, ok := table.Aliases[seenDatabase][collection]; ok {
				seenCollection = real
			}
			var want []bundle.Access
			for _, a := range everything {
				if a.Privilege == privilege && (a.Database == "*" || seenDatabase == "*" || a.Database == seenDatabase) &&
					(a.Collection == "*" || seenCollection == "*" || a.Collection == seenCollection) {
					want = append(want, a)
				}
			}
			got := slices.Collect(b.WhoCan(privilege, database, collection, at))
			if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("who can %q on %q of %q: %s", privilege, collection, database, diff)
			}
			left(t, b.WhoCan(privilege, database, collection, at), got)
			several := rapid.SliceOfN(rapid.SampledFrom(privileges), 0, 3).Draw(t, "privileges")
			want = nil
			for _, a := range everything {
				if slices.Contains(several, a.Privilege) && (a.Database == "*" || seenDatabase == "*" || a.Database == seenDatabase) &&
					(a.Collection == "*" || seenCollection == "*" || a.Collection == seenCollection) {
					want = append(want, a)
				}
			}
			if diff := cmp.Diff(want, slices.Collect(b.WhoCanAny(several, database, collection, at)), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("who can any of %q on %q of %q: %s", several, collection, database, diff)
			}
		}
	})
}

func accessOf(table *bundle.Table, principal string, at time.Time) []bundle.Access {
	sorted := *table
	sorted.Grants = slices.Clone(table.Grants)
	sorted.Members = slices.Clone(table.Members)
	sorted.Implicit = slices.Clone(table.Implicit)
	sorted.Normalize()
	var all []bundle.Access
	for _, role := range drawnRoles {
		projects := map[string]bool{}
		for _, m := range sorted.Members {
			if m.Principal == principal && m.Role == role && (m.Expires == "" || at.Before(must(time.Parse(time.RFC3339, m.Expires)))) {
				projects[m.Project] = true
			}
		}
		if slices.Contains(sorted.Implicit, role) && !strings.HasPrefix(principal, "token:") || projects[""] {
			projects = map[string]bool{"": true}
		}
		for _, project := range []string{"", "p", "q"} {
			for _, g := range sorted.Grants {
				if projects[project] && g.Role == role {
					all = append(all, bundle.Access{Principal: principal, Role: role, Privilege: g.Privilege, Database: g.Database,
						Collection: g.Collection, Condition: g.Condition, Via: g.Via, Source: g.Source, Project: project})
				}
			}
		}
	}
	return all
}

// left leaves a list after its first row.
func left(t *rapid.T, rows iter.Seq[bundle.Access], all []bundle.Access) {
	for row := range rows {
		if row.Role != all[0].Role {
			t.Fatalf("first %+v, then %+v", all[0], row)
		}
		break
	}
}

func TestAccessOfNothing(t *testing.T) {
	b := mustNew(t, bundle.Table{Implicit: []string{"r"}, Grants: []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}}}, bundle.CEL{})
	var none *bundle.Bundle
	for name, rows := range map[string]iter.Seq[bundle.Access]{
		"no name":          b.WhatCan("", time.Time{}),
		"no privilege":     b.WhoCan("", "*", "*", time.Time{}),
		"nobody known":     b.WhoCan("Search", "*", "*", time.Time{}),
		"no bundle":        none.WhatCan("p", time.Time{}),
		"no bundle, who":   none.WhoCan("Search", "*", "*", time.Time{}),
		"the zero bundle":  new(bundle.Bundle).WhatCan("p", time.Time{}),
		"the zero, who":    new(bundle.Bundle).WhoCan("Search", "*", "*", time.Time{}),
		"another database": b.WhoCan("Search", "d", "c", time.Time{}),
	} {
		for row := range rows {
			t.Errorf("%s: %+v", name, row)
		}
	}
}
