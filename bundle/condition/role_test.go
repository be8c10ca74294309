package condition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
	"pgregory.net/rapid"
)

// An archive has conditions, a line "ID: expression" each, and for each role rows, a line
// "privilege database collection condition" each, with the expression expected.
func TestRole(t *testing.T) {
	txtest.Run(t, "../../testdata/bundle/role/*.txtar", func(t *testing.T, a *txtest.Archive) {
		checked := map[string]condition.Checked{}
		for line := range strings.Lines(string(a.File(t, "conditions"))) {
			id, expression, _ := strings.Cut(strings.TrimSpace(line), ": ")
			one, issues := condition.Check(attributes, expression)
			if len(issues) > 0 {
				t.Fatalf("%s: %v", id, issues)
			}
			checked[id] = one
		}
		for _, f := range a.Under("rows/") {
			var rows []bundle.Grant
			for line := range strings.Lines(string(f.Data)) {
				fields := append(strings.Fields(line), "")
				rows = append(rows, bundle.Grant{Role: f.Name, Privilege: fields[0], Database: fields[1], Collection: fields[2], Condition: fields[3]})
			}
			role, err := condition.Role(rows, checked)
			if err != nil {
				t.Fatal(err)
			}
			a.Golden(t, "expression/"+f.Name, fmt.Appendf(nil, "%s\ncost %d to %d\n", role.Expression, role.Cost.Min, role.Cost.Max))
		}
	})
}

func TestRoleRefuses(t *testing.T) {
	for want, row := range map[string]bundle.Grant{
		`condition "c": has not been checked`:  {Role: "r", Privilege: "P", Database: "*", Collection: "*", Condition: "c"},
		`name "P\xff": not valid UTF-8`:        {Role: "r", Privilege: "P\xff", Database: "*", Collection: "*"},
		`name "\xed\xa0\x80": not valid UTF-8`: {Role: "r", Privilege: "P", Database: "*", Collection: "\xed\xa0\x80"},
	} {
		if role, err := condition.Role([]bundle.Grant{row}, map[string]condition.Checked{"c": {}}); err == nil || err.Error() != want {
			t.Errorf("got %+v, %v, want %s", role, err, want)
		}
	}
}

// The order of rows leaves no trace, and what is written is read as it was written.
func TestRoleIsCanonical(t *testing.T) {
	checked := checkedPool(t)
	rapid.Check(t, func(t *rapid.T) {
		rows := drawTable(t).Grants
		first := must(condition.Role(rows, checked))
		again := append(slices.Clone(rows), rows[:len(rows)/2]...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if second := must(condition.Role(again, checked)); first != second {
			t.Fatalf("\n%+v\n%+v", first, second)
		}
		if !utf8OneLine(first.Expression) {
			t.Fatalf("%q", first.Expression)
		}
	})
}

// A condition's backticks come through wherever it is used.
func TestRoleKeepsBackticks(t *testing.T) {
	attrs := condition.Attributes{"principal.cost-center": condition.String}
	checked, issues := condition.Check(attrs, "principal.`cost-center` == '7'")
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	role := must(condition.Role([]bundle.Grant{{Role: "r", Privilege: "P", Database: "*", Collection: "*", Condition: "c"}}, map[string]condition.Checked{"c": checked}))
	if want := "request.privilege == \"P\" && principal.`cost-center` == \"7\""; role.Expression != want {
		t.Errorf("got %s", role.Expression)
	}
}

func utf8OneLine(s string) bool {
	return strings.ToValidUTF8(s, "") == s && !strings.ContainsAny(s, "\r\n")
}

// Any name survives being printed and read.
func TestRoleQuotesNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringN(1, 20, bundle.MaxName).Draw(t, "name")
		table := bundle.Table{Target: bundle.Target{Kind: "k", Name: "n"}, Grants: []bundle.Grant{
			{Role: "r", Privilege: name, Database: name, Collection: name, EnforcedBy: bundle.EnforcedByServer, Source: "a:1:1"}}}
		cel := compile(t, table, nil, []string{"r"})
		b, err := bundle.Parse(bundle.Encode(&table, &cel))
		if err != nil {
			t.Fatal(err)
		}
		e := must(condition.NewEngine(b))
		req := &bundle.Request{Principal: "p", Privilege: name, Database: name, Collection: name}
		if ok, err := e.Allows("r", req, time.Now()); !ok || err != nil {
			t.Fatalf("%q: %v, %v", cel.Roles["r"].Expression, ok, err)
		}
		req.Collection += "x"
		if ok, _ := e.Allows("r", req, time.Now()); ok && name != bundle.Any {
			t.Fatalf("%q allows another name", cel.Roles["r"].Expression)
		}
	})
}

// A role of many rows is written, compiled and evaluated, and deep it is not.
func TestLargeRole(t *testing.T) {
	checked := checkedPool(t)
	rows := manyRows(10_000)
	start := time.Now()
	role := must(condition.Role(rows, checked))
	wrote := time.Since(start)
	table := bundle.Table{Target: bundle.Target{Kind: "k", Name: "n"}, Grants: rows}
	cel := compile(t, bundle.Table{Target: table.Target}, checked, nil)
	cel.Roles["large"] = role
	b, err := bundle.Parse(bundle.Encode(&table, &cel))
	if err != nil {
		t.Fatal(err)
	}
	e := must(condition.NewEngine(b))
	for i, want := range map[int]bool{0: true, 4_999: true, 9_999: true} {
		req := &bundle.Request{Principal: "p", Privilege: rows[i].Privilege, Database: rows[i].Database, Collection: rows[i].Collection,
			Attributes: bundle.Attributes{Principal: map[string]any{"tenant": "acme"}}}
		if ok, err := e.Allows("large", req, time.Now()); ok != want || err != nil {
			t.Errorf("row %d: %v, %v", i, ok, err)
		}
	}
	t.Logf("%d bytes, written in %v", len(role.Expression), wrote)
}

// manyRows does not join well: a collection and a privilege of its own for each row, every other one conditional.
func manyRows(n int) []bundle.Grant {
	rows := make([]bundle.Grant, n)
	for i := range rows {
		rows[i] = bundle.Grant{Role: "large", Privilege: fmt.Sprintf("Privilege%02d", i%97), Database: fmt.Sprintf("database_%d", i%13),
			Collection: fmt.Sprintf("collection_%d", i), EnforcedBy: bundle.EnforcedByService, Source: "a:1:1"}
		if i%2 == 0 {
			rows[i].Condition = "acme"
		}
	}
	return rows
}

func BenchmarkRole(b *testing.B) {
	checked := checkedPool(b)
	for _, n := range []int{1, 10, 100, 1_000, 10_000} {
		rows := manyRows(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				role, err := condition.Role(rows, checked)
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(role.Expression)))
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/row")
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	for name, expression := range map[string]string{
		"small": `principal.tenant == "acme"`,
		"usual": `request.time.getHours("Europe/Berlin") >= 8 && principal.groups.exists(g, g.startsWith("team-"))`,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, issues := condition.Check(attributes, expression); len(issues) > 0 {
					b.Fatal(issues)
				}
			}
		})
	}
}

func BenchmarkHolds(b *testing.B) {
	cel := compile(b, bundle.Table{}, checkedPool(b), nil)
	bun, err := bundle.New(bundle.Table{}, cel)
	if err != nil {
		b.Fatal(err)
	}
	set := must(condition.Load(bun))
	var req bundle.Request
	if err := json.NewDecoder(bytes.NewReader([]byte(`{"principal":"alice","privilege":"Search","database":"d","collection":"c",
		"attributes":{"principal":{"tenant":"acme","groups":["dev","ops"]}}}`))).Decode(&req); err != nil {
		b.Fatal(err)
	}
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	for _, id := range []string{"acme", "ops", "morning"} {
		b.Run(id, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if ok, err := set.Holds(id, &req, now); !ok || err != nil {
					b.Fatal(ok, err)
				}
			}
		})
	}
}
