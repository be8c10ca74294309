package opabundle

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
)

// expressions have a translation, which must be true, false or neither as CEL has it.
var expressions = []string{
	`true`, `false`, `principal.vip`, `!principal.vip`, `principal.vip == true`, `principal.vip != false`,
	`principal.tenant == "acme"`, `principal.tenant != "acme"`, `"acme" == principal.tenant`, `principal.tenant == principal.name`,
	`principal.tenant < "b"`, `principal.tenant <= "acme"`, `principal.tenant > "é"`, `principal.tenant >= principal.name`,
	`principal.tenant.startsWith("ac")`, `principal.tenant.endsWith("é")`, `principal.tenant.contains(principal.name)`, `!principal.tenant.contains("c")`,
	`principal.tenant.matches("^a.*e$")`, `principal.tenant.matches("c")`, `!principal.tenant.matches("[[:upper:]]")`, `matches(principal.tenant, "é?$")`,
	`resource.collection == "docs_" + principal.tenant`, `principal.tenant + principal.name == "acmealice"`,
	`size(principal.tenant) > 3`, `principal.tenant.size() == 4`, `principal.teams.size() >= 2`, `size(principal.teams) == 0`,
	`principal.level > 3`, `principal.level >= 3.5`, `principal.level < -1`, `principal.level == 3.0`, `principal.level != 0.1`, `principal.level in [1.0, 2.0, 3.0]`, `principal.level in [0.1, 3.5]`, `principal.level <= principal.other`, `principal.level == -0.0`,
	`"ops" in principal.teams`, `!("ops" in principal.teams)`, `principal.tenant in ["acme", "é"]`, `principal.name in principal.teams`, `principal.tenant in [principal.name, resource.database]`,
	`principal.teams.exists(t, t == "ops")`, `principal.teams.all(t, t.startsWith("o"))`, `!principal.teams.exists(t, t != principal.tenant)`,
	`principal.teams.exists(t, t == principal.tenant && principal.level > 3 || t == "é")`, `principal.teams.all(t, principal.teams.exists(u, t + u == "opsdev" || t == u))`,
	`["a", principal.tenant].exists(t, t == principal.name)`, `principal.teams.exists(in_, in_ == "ops")`, `principal.teams.all(t, principal.teams.all(t, t == "ops"))`, `principal.teams.exists(t, true)`, `principal.teams.all(t, false)`,
	`principal.tenant == "acme" && principal.level > 3`, `principal.tenant == "acme" || principal.level > 3`, `!(principal.tenant == "acme" && principal.level > 3)`, `!(principal.tenant == "acme" || principal.level > 3)`,
	`(principal.vip || principal.level > 3) && ("ops" in principal.teams || principal.tenant == "acme") && !(principal.vip && principal.level < 0)`,
	`principal.vip ? principal.level > 3 : principal.tenant == "acme"`, `(principal.level > 3 ? principal.vip : !principal.vip) || principal.tenant == "é"`,
	`request.time < timestamp("2026-11-20T10:00:00Z")`, `request.time >= timestamp("2026-11-20T12:00:00.5+02:00")`, `request.time == timestamp("2026-11-20T10:00:00Z")`,
	`request.time.getHours() >= 10`, `request.time.getHours("Europe/Berlin") >= 8 && request.time.getHours("Europe/Berlin") < 18`, `request.time.getDayOfWeek("Europe/Berlin") in [1, 2, 3, 4, 5]`, `request.time.getDayOfWeek() == 0`,
	`request.time.getFullYear("America/New_York") == 2026`, `request.time.getMonth("Asia/Tokyo") == 10`, `request.time.getDate("Pacific/Kiritimati") == 1`, `request.time.getDayOfMonth("America/St_Johns") == 19`, `request.time.getMinutes("Asia/Kathmandu") == 45`, `request.time.getSeconds() == 0`,
	`cidr("10.20.0.0/16").containsIP(request.ip)`, `!cidr("10.20.3.4/16").containsIP(request.ip)`, `cidr("2001:db8::/32").containsIP(request.ip)`, `cidr("::/0").containsIP(request.ip)`, `cidr("0.0.0.0/0").containsIP(request.ip)`,
	`request.ip == ip("10.20.0.7")`, `request.ip != ip("2001:DB8::0:1")`, `ip("::1") == request.ip`,
	`request.privilege == "Search"`, `request.privilege in ["Query", "Search"] && resource.database == "default"`, `principal.name.startsWith("al")`,
}

// untranslated have none, and say of what.
var untranslated = map[string]string{
	`[1, 2].map(i, i + 1).size() == 2`:                                  `a loop that is neither exists nor all`,
	`principal.teams.exists_one(t, t == "ops")`:                         `a loop that is neither exists nor all`,
	`principal.level + 1.0 > 3.0`:                                       `the function "_+_"`,
	`request.time - timestamp("2026-11-20T10:00:00Z") > duration("1h")`: `a comparison of values of this kind`,
	`request.time.getHours("+02:00") == 12`:                             `a time zone that is not written out by its name`,
	`request.time.getHours(principal.tenant) == 12`:                     `a time zone that is not written out by its name`,
	`request.time.getMilliseconds() == 1`:                               `the function "getMilliseconds"`,
	`request.time > timestamp("9999-12-31T23:59:59Z")`:                  `a time before 1678 or after 2261`,
	`principal.level == 1234567890123456.0`:                             `a number of more than 15 digits`,
	`principal.level > 1e300`:                                           `a number of more than 15 digits`,
	`principal.tenant.matches(principal.name)`:                          `the function "matches"`,
	`principal.teams == ["a"]`:                                          `a comparison of values of this kind`,
	`(principal.vip && true) == principal.vip`:                          `a comparison of outcomes`,
	`principal.tenant in []`:                                            `an empty list`,
	`ip.isCanonical("10.0.0.1")`:                                        `the function "ip.isCanonical"`,
	`cidr(principal.tenant).containsIP(request.ip)`:                     `a network that is not written out`,
	`cidr("10.0.0.0/8").containsIP("10.0.0.1")`:                         `an address that is not an attribute`,
	`cidr("10.0.0.0/8").containsIP(principal.tenant)`:                   `an address that is not an attribute`,
	`request.ip == ip(principal.tenant)`:                                `an address that is not written out`,
	`request.ip.family() == 4`:                                          `the function "family"`,
	`(principal.vip ? "a" : "b") == principal.tenant`:                   `the function "_?_:_"`,
	`principal.anything == "x"`:                                         `a comparison of values of this kind`,
	`{"a": principal.tenant}["a"] == "x"`:                               `the function "_[_]"`,
}

var conditionVariables = func() map[string]string {
	v := condition.Attributes{"principal.tenant": condition.String, "principal.level": condition.Number, "principal.other": condition.Number,
		"principal.teams": condition.Strings, "principal.vip": condition.Bool}.Variables()
	v["principal.anything"] = "dyn"
	return v
}()

// values of attributes, of every kind and beyond every limit.
var values = map[string][]any{
	"tenant": {"acme", "acme", "é", "ops", "", "A", "a\nb", strings.Repeat("é", 512), strings.Repeat("é", 512) + "x", 7.0, nil, true, []any{"acme"}},
	"level":  {3.0, 4.0, 3.5, 0.1, 0.0, -2.0, 1e-7, 1e300, 123456789012345.0, 9007199254740993.0, 3.0000000000000004, "3", nil, true},
	"other":  {3.0, 0.1, "3"},
	"teams":  {[]any{}, []any{"ops"}, []any{"dev", "ops"}, []any{"ops", "ops", "é"}, []any{"acme"}, []any{"ops", 1.0}, []any{strings.Repeat("x", 256)}, []any{strings.Repeat("x", 255)}, slices.Repeat([]any{"ops"}, 101), slices.Repeat([]any{"ops"}, 100), "ops", nil, map[string]any{"0": "ops"}},
	"vip":    {true, false, "true", 1.0, nil},
}

var requestValues = map[string][]any{
	"time": {"2026-11-20T10:00:00Z", "2026-11-20T12:00:00.5+02:00", "2026-11-22T23:59:59-03:30", "2027-01-01T01:45:00+05:45", "2026-03-29T01:00:00Z", "1600-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "2026-11-20", "", 7.0, nil},
	"ip":   {"10.20.0.7", "10.21.0.7", "::ffff:10.20.0.7", "2001:db8::1", "2001:0db8:0:0::1", "::1", "fe80::1%eth0", "10.20.0.0/24", "10.20.0.0/8", "010.20.0.7", "x", "", 7.0, nil},
}

func someValues(r *rand.Rand, of map[string][]any) map[string]any {
	out := map[string]any{}
	for _, name := range sorted(keysOf(of)) {
		if r.IntN(6) > 0 {
			out[name] = pick(r, of[name])
		}
	}
	return out
}

// beyond says what OPA cannot tell though CEL can: it denies then, and never the other way round.
func beyond(req *bundle.Request) bool {
	for _, name := range []string{"level", "other"} {
		if n, ok := req.Attributes.Principal[name].(float64); ok && slices.Contains([]float64{1e-7, 1e300, 9007199254740993.0, 3.0000000000000004}, n) {
			return true
		}
	}
	at, _ := req.Attributes.Request["time"].(string)
	return strings.HasPrefix(at, "1600") || strings.HasPrefix(at, "9999")
}

// Every translation is true, false or neither where CEL's evaluation is.
func TestConditions(t *testing.T) {
	target := bundle.Target{Kind: "k", Name: "conditions", Version: "1"}
	p := &compiler.Program{ID: target.Name, Table: bundle.Table{Target: target}, CEL: bundle.CEL{Target: target, Variables: conditionVariables,
		Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}}
	for i, expression := range expressions {
		if _, err := condition.Rego(conditionVariables, "x", expression); err != nil {
			t.Errorf("%s: %v", expression, err)
		}
		p.CEL.Conditions[fmt.Sprintf("c%03d", i)] = bundle.CELCondition{Expression: expression}
	}
	b := open(t, p)
	holds, fails := prepare(t, b.loaded, p.ID, "holds"), prepare(t, b.loaded, p.ID, "fails")
	seen := make([][3]bool, len(expressions))
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		req := &bundle.Request{Principal: pick(r, []string{"alice", "acme", "ops", strings.Repeat("x", 1025)}), Privilege: pick(r, []string{"Search", "Insert"}), Database: pick(r, []string{"default", "db"}),
			Collection: pick(r, []string{"docs_acme", "products", strings.Repeat("x", 256)}), Attributes: bundle.Attributes{Principal: someValues(r, values), Request: someValues(r, requestValues)}}
		in := inputOf(t, req)
		yes, no := first(t, holds, in, now).(map[string]any), first(t, fails, in, now).(map[string]any)
		for i, expression := range expressions {
			id := fmt.Sprintf("c%03d", i)
			want, err := b.conditions.Holds(id, req, now)
			gotTrue, gotFalse := yes[id] == true, no[id] == true
			unknown := !gotTrue && !gotFalse
			if gotTrue != (want && err == nil) || gotFalse != (!want && err == nil) {
				if unknown && beyond(req) {
					continue
				}
				t.Fatalf("%s\nof %+v\nOPA: true %v, false %v; CEL: %v, %v", expression, *req, gotTrue, gotFalse, want, err)
			}
			seen[i] = [3]bool{seen[i][0] || gotTrue, seen[i][1] || gotFalse, seen[i][2] || unknown}
		}
	}
	for i, s := range seen {
		if !s[0] && !s[1] || !s[0] && expressions[i] != "false" && !strings.Contains(expressions[i], "false)") {
			t.Errorf("%s was never true", expressions[i])
		}
	}
}

func TestUntranslated(t *testing.T) {
	for _, expression := range sorted(keysOf(untranslated)) {
		_, err := condition.Rego(conditionVariables, "x", expression)
		if want := "OPA has nothing that gives the same answer as " + untranslated[expression]; err == nil || err.Error() != want {
			t.Errorf("%s\ngot error %v\nwant %s", expression, err, want)
		}
	}
}
