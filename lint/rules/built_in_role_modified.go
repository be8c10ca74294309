package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// BuiltInRoleModified reports what would declare, rename or remove a role that
// the vendor owns. Grants added to a role that takes them are another matter.
var BuiltInRoleModified = &lint.Rule{ID: "RC202", Name: "built-in-role-modified", Severity: schema.Error, Check: checkBuiltInRoleModified}

func checkBuiltInRoleModified(p *lint.Pass) {
	m := p.Model
	for _, r := range m.Roles {
		if b := vendorOwned(m.Catalog, r.Name); b != nil && !b.Grantable {
			help := fmt.Sprintf("give your role another name; to let somebody have the vendor's, name it in a binding: roles = [%q]", b.Name)
			p.Reportf(r.Decl.Name.Range, r.Address, help+ownedNote(b), "role %q belongs to %s and cannot be declared", r.Name, m.Catalog.Title)
		}
	}
	for _, rm := range m.Document.Removed {
		reportOwned(p, rm.From, "removed", "take the block out; to keep people from it, take it out of their bindings")
	}
	for _, mv := range m.Document.Moved {
		reportOwned(p, mv.From, "renamed", "take the block out and declare a role of your own")
		reportOwned(p, mv.To, "the new name of another role", "rename to a name of your own")
	}
}

// reportOwned reports a removed or moved block that names a role of the vendor.
func reportOwned(p *lint.Pass, n schema.Name, what, help string) {
	b := vendorOwned(p.Model.Catalog, p.Model.VendorName(n))
	if b == nil {
		return
	}
	p.Reportf(n.Range, b.Name, help+ownedNote(b), "role %q belongs to %s and cannot be %s", b.Name, p.Model.Catalog.Title, what)
}

// ownedNote is what the catalog says of a role, as the end of a help text.
func ownedNote(b *schema.BuiltinRole) string {
	if b.Note == "" {
		return ""
	}
	return fmt.Sprintf(" (%q: %s)", b.Name, b.Note)
}
