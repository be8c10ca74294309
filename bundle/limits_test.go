package bundle_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
)

// list is n times an element, which may have its number in it.
func list(n int, element string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		if strings.Contains(element, "%d") {
			fmt.Fprintf(&b, element, i)
		} else {
			b.WriteString(element)
		}
	}
	return b.String()
}

// One more than the limit is refused where it stands, and the limit itself is not the reason of a refusal.
func TestParseRefusesTooMany(t *testing.T) {
	const refused = "is one more, or longer, than is read"
	for _, tt := range []struct {
		name, old, element string
		limit              int
		path               string
	}{
		{"rows", aGrant, `{}`, bundle.MaxGrants, "table.grants[2000000]"},
		{"members", aMember, `{}`, bundle.MaxMembers, "table.members[2000000]"},
		{"roles and groups on the way", `"base"`, `"x"`, bundle.MaxVia, "table.grants[0].via[100]"},
		{"implicit roles", `"public"]`, `"x"`, bundle.MaxRoles, "table.implicit[200000]"},
		{"conditions", `"office_hours":{"expression":"true","source":"c.hcl:1:1","cost":{"min":0,"max":0}}`, `"%d":{}`, bundle.MaxConditions, `cel.conditions.200000`},
		{"expressions of roles", `"public":{"expression":"false","cost":{"min":0,"max":0}}`, `"%d":{}`, bundle.MaxRoles, `cel.roles.200000`},
		{"aliases", `"live":"products"`, `"%d":"x"`, bundle.MaxAliases, `table.aliases.catalog.200000`},
		{"databases with aliases", `"catalog":{"live":"products"}`, `"%d":{}`, bundle.MaxAliases, `table.aliases.200000`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for n := range 2 {
				if n == 0 && tt.limit > 1_000_000 {
					continue // it takes its time
				}
				elements := list(tt.limit+n, tt.element)
				if strings.HasSuffix(tt.old, "]") {
					elements += "]"
				}
				whole := sealed(aTarget, strings.Replace(aTable, tt.old, elements, 1), strings.Replace(aCEL, tt.old, elements, 1))
				_, err := bundle.Parse(whole)
				if n == 1 && (err == nil || err.Error() != "bundle: "+tt.path+": "+refused) {
					t.Errorf("one too many: got error %v", err)
				}
				if n == 0 && err != nil && strings.Contains(err.Error(), refused) {
					t.Errorf("as many as are read: %v", err)
				}
			}
		})
	}
}

func TestParseRefusesSignatures(t *testing.T) {
	whole := string(sealed(aTarget, aTable, aCEL))
	for name, tt := range map[string]struct{ signatures, path string }{
		"too many": {list(bundle.MaxSignatures+1, `"x"`), "signatures[16]"},
		"too long": {`"` + strings.Repeat("x", bundle.MaxSignature-1) + `"`, "signatures[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			wantError(t, []byte(strings.Replace(whole, `"signatures":[]`, `"signatures":[`+tt.signatures+`]`, 1)),
				"bundle: "+tt.path+": is one more, or longer, than is read")
		})
	}
	if _, err := bundle.Parse([]byte(strings.Replace(whole, `"signatures":[]`, `"signatures":[`+list(bundle.MaxSignatures, `"`+strings.Repeat("x", bundle.MaxSignature-2)+`"`)+`]`, 1))); err != nil {
		t.Error(err)
	}
}
