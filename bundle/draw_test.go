package bundle_test

import (
	"fmt"

	"github.com/rolecall/rolecall/bundle"
	"pgregory.net/rapid"
)

// drawTable draws a table that is valid, with few enough names that rows collide.
func drawTable(t *rapid.T) (bundle.Table, bundle.CEL) {
	name := rapid.OneOf(rapid.SampledFrom([]string{"a", "b", "ü\u2028", "x\"\\y", "*"}), rapid.StringN(1, 5, 20))
	target := bundle.Target{Kind: name.Draw(t, "kind"), Name: name.Draw(t, "target"), Version: "2"}
	cel := bundle.CEL{Format: bundle.CELFormat, Target: target, Variables: map[string]string{"v": "string"},
		Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{}}
	for _, id := range []string{"c", "d"} {
		cel.Conditions[id] = bundle.CELCondition{Expression: name.Draw(t, "expression"), Source: "c:1:1", Cost: bundle.Cost{Max: rapid.Uint64().Draw(t, "cost")}}
	}
	source := rapid.Custom(func(t *rapid.T) string {
		return fmt.Sprintf("%s:%d:%d", rapid.SampledFrom([]string{"a.hcl", "b.hcl", "catalog"}).Draw(t, "file"),
			rapid.IntRange(1, 12).Draw(t, "line"), rapid.IntRange(1, 12).Draw(t, "column"))
	})
	roles := rapid.SampledFrom([]string{"r", "s", "t"})
	for _, role := range []string{"r", "s", "t"} {
		cel.Roles[role] = bundle.CELRole{Expression: "false"}
	}
	return bundle.Table{
		Format: bundle.TableFormat,
		Target: target,
		Grants: rapid.SliceOf(rapid.Custom(func(t *rapid.T) bundle.Grant {
			return bundle.Grant{
				Role: roles.Draw(t, "role"), Privilege: name.Draw(t, "privilege"), Level: "collection",
				Database: name.Draw(t, "database"), Collection: name.Draw(t, "collection"),
				Condition:  rapid.SampledFrom([]string{"", "c", "d"}).Draw(t, "condition"),
				EnforcedBy: rapid.SampledFrom([]string{bundle.EnforcedByServer, bundle.EnforcedByService}).Draw(t, "enforced by"),
				Via:        rapid.SliceOfN(name, 0, 2).Draw(t, "via"),
				Source:     source.Draw(t, "source"),
			}
		})).Draw(t, "grants"),
		Members: rapid.SliceOf(rapid.Custom(func(t *rapid.T) bundle.Member {
			return bundle.Member{
				Principal: name.Draw(t, "principal"), Role: roles.Draw(t, "role"), Source: source.Draw(t, "source"),
				Expires: rapid.SampledFrom([]string{"", "2027-01-31T00:00:00Z"}).Draw(t, "expires"),
				Project: rapid.SampledFrom([]string{"", "p"}).Draw(t, "project"),
			}
		})).Draw(t, "members"),
		Implicit: rapid.SliceOfN(roles, 0, 2).Draw(t, "implicit"),
		Aliases:  map[string]map[string]string{name.Draw(t, "database"): {name.Draw(t, "alias"): name.Draw(t, "collection")}},
	}, cel
}
