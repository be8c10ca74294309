package condition

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"pgregory.net/rapid"
)

// The cost that Role reckons is the one that cel-go's estimator gives for the text.
func TestRoleCostIsTheEstimators(t *testing.T) {
	attrs := Attributes{"principal.tenant": String, "principal.groups": Strings}
	checked := map[string]Checked{}
	for id, expression := range map[string]string{
		"and": `principal.tenant == "acme" && principal.name != "x"`,
		"or":  `principal.tenant == "acme" || principal.groups.exists(g, g == principal.name)`,
		"one": `"ops" in principal.groups`,
	} {
		c, issues := Check(attrs, expression)
		if len(issues) > 0 {
			t.Fatal(issues)
		}
		checked[id] = c
	}
	name := rapid.OneOf(rapid.SampledFrom([]string{"*", "a", "bb", "ü"}), rapid.StringN(1, 255, 255))
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) bundle.Grant {
			return bundle.Grant{Role: "r", Privilege: name.Draw(t, "privilege"), Database: name.Draw(t, "database"), Collection: name.Draw(t, "collection"),
				Condition: rapid.SampledFrom([]string{"", "and", "or", "one"}).Draw(t, "condition")}
		}), 0, 15).Draw(t, "rows")
		role, err := Role(rows, checked)
		if err != nil {
			t.Fatal(err)
		}
		if want := estimated(t, attrs, role.Expression); role.Cost != want {
			t.Fatalf("%s\nreckoned %+v, estimated %+v", role.Expression, role.Cost, want)
		}
	})
}

func TestRoleCostOfLongLists(t *testing.T) {
	for _, n := range []int{2, 10, 1000} {
		var rows []bundle.Grant
		for i := range n {
			rows = append(rows, bundle.Grant{Role: "r", Privilege: fmt.Sprint("P", i), Database: fmt.Sprint("d", i%7), Collection: fmt.Sprint("c", i%11)})
		}
		role, err := Role(rows, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := estimated(t, nil, role.Expression); role.Cost != want {
			t.Errorf("%d rows: reckoned %+v, estimated %+v", n, role.Cost, want)
		}
	}
}

func estimated(t interface{ Fatal(...any) }, attrs Attributes, expression string) bundle.Cost {
	e := attrs.env()
	parsed, issues := parse(e.role, expression)
	if len(issues) > 0 {
		t.Fatal(issues)
	}
	checked, found := e.role.Check(parsed)
	if found.Err() != nil {
		t.Fatal(found.Err())
	}
	c, err := e.role.EstimateCost(checked, sizes{e.types})
	if err != nil {
		t.Fatal(err)
	}
	return bundle.Cost{Min: c.Min, Max: c.Max}
}

// The expression of a role is a program that comes with a bundle. What it may cost is
// reckoned from its text, whatever the file says of it.
func TestRoleExpressionsAreBounded(t *testing.T) {
	const loops = `principal.teams.exists(a, principal.teams.exists(b, principal.teams.exists(c, %s)))`
	attrs := Attributes{"principal.teams": Strings}
	deep := fmt.Sprintf(loops, `a + b + c == "x"`)
	deeper := fmt.Sprintf(loops, `principal.teams.exists(d, a + b + c + d == "x")`)
	for _, tt := range []struct {
		name, expression string
		says             uint64
		load, ask        string
	}{
		{"as it says", `principal.teams.exists(a, a == "x")`, 3000, "", ""},
		{"more than is allowed, and it says so", deep, MaxRoleCost + 1, `load expression of role "r": may cost 10000001 units, more than the 10000000 allowed`, ""},
		{"more than is allowed, and it says it does not", deeper, 1, "", `compile expression of role "r": may cost `},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := &bundle.Bundle{CEL: bundle.CEL{Variables: attrs.Variables(), Roles: map[string]bundle.CELRole{"r": {Expression: tt.expression, Cost: bundle.Cost{Max: tt.says}}}}}
			e, err := NewEngine(b)
			if tt.load != "" || err != nil {
				if err == nil || err.Error() != tt.load {
					t.Fatalf("got error %v, want %s", err, tt.load)
				}
				return
			}
			ok, err := e.Allows("r", &bundle.Request{Attributes: bundle.Attributes{Principal: map[string]any{"teams": []string{"y"}}}}, time.Time{})
			if ok || (err != nil) != (tt.ask != "") || err != nil && !strings.HasPrefix(err.Error(), tt.ask) {
				t.Errorf("got %v, error %v, want %s", ok, err, tt.ask)
			}
		})
	}
}
