package condition_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
)

var morning = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

func TestHolds(t *testing.T) {
	txtest.Run(t, "../../testdata/bundle/holds/*.txtar", func(t *testing.T, a *txtest.Archive) {
		attrs := condition.Attributes{}
		if err := json.Unmarshal(a.File(t, "attributes"), &attrs); err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		for line := range strings.Lines(string(a.File(t, "evaluations"))) {
			line = strings.TrimSuffix(line, "\n")
			expression, values, _ := strings.Cut(line, "; ")
			req := bundle.Request{Principal: "alice", Privilege: "Search", Database: "catalog", Collection: "products"}
			if values != "" {
				req = *must(bundle.ParseRequest(fmt.Appendf(nil, `{"principal":"alice","privilege":"Search","database":"catalog","collection":"products","attributes":%s}`, values)))
			}
			ok, err := load(t, attrs, expression).Holds("c", &req, morning)
			fmt.Fprintf(&got, "| %s\n= %v", line, ok)
			if err != nil {
				fmt.Fprintf(&got, ", %v", err)
			}
			got.WriteByte('\n')
		}
		a.Golden(t, "report", got.Bytes())
	})
}

func load(t testing.TB, attrs condition.Attributes, expression string) *condition.Set {
	t.Helper()
	set, err := condition.Load(withCondition(t, attrs.Variables(), expression))
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func withCondition(t testing.TB, variables map[string]string, expression string) *bundle.Bundle {
	t.Helper()
	b, err := bundle.New(bundle.Table{}, bundle.CEL{Variables: variables, Conditions: map[string]bundle.CELCondition{"c": {Expression: expression}}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Values from a Go program, and values too long to have been reckoned with.
func TestHoldsValues(t *testing.T) {
	const beyond = "attribute principal.n is 2^53 or more, where numbers that differ look the same: make it a string"
	attrs := condition.Attributes{"principal.s": condition.String, "principal.l": condition.Strings, "principal.n": condition.Number, "principal.x": "text"}
	many := make([]string, condition.MaxList+1)
	for _, tt := range []struct {
		expression string
		value      any
		want       string
	}{
		{`"a" in principal.l`, []string{"a"}, "true"},
		{`principal.l.size() > 0`, many, "attribute principal.l has more than 100 elements"},
		{`principal.l.size() > 0`, many[:condition.MaxList], "true"},
		{`principal.l.size() > 0`, []any{strings.Repeat("x", 256)}, "attribute principal.l has an element longer than 255 bytes"},
		{`principal.s != ""`, strings.Repeat("x", 1024), "true"},
		{`principal.s != ""`, strings.Repeat("x", 1025), "attribute principal.s is longer than 1024 bytes"},
		{`principal.n == 1.0`, 1, "true"},
		{`principal.n == 1.0`, int64(1), "true"},
		{`principal.n == 1.5`, json.Number("1.5"), "true"},
		{`principal.n == 1.5`, json.Number("one"), "attribute principal.n must be a number, not a json.Number"},
		{`principal.x == "a"`, "a", "attribute principal.x is declared with a type that there is not"},
		{`principal.n == 9007199254740991.0`, json.Number("9007199254740991"), "true"},
		{`principal.n == -9007199254740991.0`, int64(-9007199254740991), "true"},
		{`principal.n == 9007199254740992.0`, json.Number("9007199254740993"), beyond},
		{`principal.n == 9007199254740992.0`, 9007199254740992.0, beyond},
		{`principal.n != 1.0`, uint64(1) << 60, beyond},
		{`principal.n != 1.0`, int64(-1) << 60, beyond},
		{`principal.n != 1.0`, math.Inf(1), beyond},
		{`principal.n != 1.0`, math.NaN(), beyond},
		{`principal.n == 1.5`, struct{}{}, "attribute principal.n must be a number, not a struct {}"},
	} {
		name := tt.expression[strings.Index(tt.expression, "principal.")+len("principal."):][:1]
		req := &bundle.Request{Principal: "p", Attributes: bundle.Attributes{Principal: map[string]any{name: tt.value}}}
		ok, err := load(t, attrs, tt.expression).Holds("c", req, morning)
		if got := fmt.Sprint(ok); err != nil && err.Error() != tt.want || err == nil && got != tt.want {
			t.Errorf("%s of %.20v: got %v, %v, want %s", tt.expression, tt.value, ok, err, tt.want)
		}
	}
	long := &bundle.Request{Principal: strings.Repeat("p", 1025), Collection: strings.Repeat("c", 256)}
	for _, name := range []string{"principal.name", "resource.collection"} {
		if ok, err := load(t, attrs, name+` != ""`).Holds("c", long, morning); ok || err == nil {
			t.Errorf("%s: got %v, %v", name, ok, err)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, tt := range []struct {
		variables  map[string]string
		expression string
		want       string
	}{
		{nil, "principal.tenant == 'a'", `load condition "c": at byte 0: unknown attribute "principal.tenant"`},
		{nil, "true &&", `load condition "c": at byte 7: ends too early`},
		{nil, "principal.name", `load condition "c": at byte 0: is a string: a condition must be true or false`},
		{map[string]string{"principal.l": "list(string)"}, "principal.l.all(a, principal.l.all(b, a.matches(b)))", `load condition "c": may cost 16370502 units, more than the 1000000 allowed`},
		{map[string]string{"principal.x": "map(string, string)"}, "true", `load conditions: variable "principal.x": its type map(string, string) is none that attributes have`},
		{map[string]string{"request.time": "string"}, "true", `load conditions: variable "request.time": is a timestamp, not a string`},
		{map[string]string{"user.name": "string"}, "true", `load conditions: variable "user.name": does not begin with principal, resource or request`},
	} {
		set, err := condition.Load(withCondition(t, tt.variables, tt.expression))
		if err == nil || err.Error() != tt.want || set != nil {
			t.Errorf("%s: got error %v, want %s", tt.expression, err, tt.want)
		}
	}
}

func TestUnknownIDs(t *testing.T) {
	b := withCondition(t, nil, "true")
	if ok, err := must(condition.Load(b)).Holds("d", &bundle.Request{}, morning); ok || err == nil {
		t.Errorf("a condition that is not there: %v, %v", ok, err)
	}
	if ok, err := must(condition.NewEngine(b)).Allows("r", &bundle.Request{}, morning); ok || err == nil {
		t.Errorf("a role that is not there: %v, %v", ok, err)
	}
	if ok, err := (&condition.Set{}).Holds("c", &bundle.Request{}, morning); ok || err == nil {
		t.Errorf("the zero set: %v, %v", ok, err)
	}
	if ok, err := (&condition.Engine{}).Allows("r", &bundle.Request{}, morning); ok || err == nil {
		t.Errorf("the zero engine: %v, %v", ok, err)
	}
}

// A bundle whose expressions say less than its rows is decided by the expressions, and the reason tells.
func TestEngineDisagrees(t *testing.T) {
	b, err := bundle.New(bundle.Table{
		Grants:   []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}},
		Implicit: []string{"r", "s", "t"},
	}, bundle.CEL{Roles: map[string]bundle.CELRole{"r": {Expression: "false"}, "s": {Expression: `request.privilege == "Insert"`}, "t": {Expression: "1 +"}}})
	if err != nil {
		t.Fatal(err)
	}
	engine := must(condition.NewEngine(b))
	for privilege, want := range map[string]bundle.Decision{
		"Search": {Reason: `no expression of a role allows it; role "t": compile expression of role "t": at byte 3: ends too early`},
		"Insert": {Allowed: true, Role: "s", Reason: `the expression of role "s" allows it`},
	} {
		if got := b.DecideWith(engine, &bundle.Request{Principal: "p", Privilege: privilege}, morning, nil); got != want {
			t.Errorf("%s: got %+v", privilege, got)
		}
	}
}

func TestConcurrentUse(t *testing.T) {
	checked := checkedPool(t)
	table := bundle.Table{Target: bundle.Target{Kind: "k", Name: "n"}, Grants: manyRows(200), Implicit: []string{"large"}}
	cel := compile(t, table, checked, []string{"large"})
	b := must(bundle.Parse(bundle.Encode(&table, &cel)))
	set, engine := must(condition.Load(b)), must(condition.NewEngine(b))
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i, row := range table.Grants {
				req := &bundle.Request{Principal: "p", Privilege: row.Privilege, Database: row.Database, Collection: row.Collection,
					Attributes: bundle.Attributes{Principal: map[string]any{"tenant": "acme"}}}
				if d := b.DecideWith(engine, req, morning, set); !d.Allowed || d.Source == "" {
					t.Errorf("row %d: %+v", i, d)
				}
			}
		})
	}
	all.Wait()
}
