package diff

import (
	"github.com/rolecall/rolecall/schema"
)

// moves renames roles of the before state as moved blocks say, where the old
// name is deployed and the new one is not. A block that matches nothing does nothing.
func (c *comparison) moves() {
	there, described := map[string]bool{}, map[string]string{}
	for _, r := range c.before.Roles {
		there[r.Name], described[r.Name] = true, r.Description
	}
	for i := range c.before.Grants {
		there[c.before.Grants[i].Role] = true
	}
	for i := range c.before.Members {
		there[c.before.Members[i].Role] = true
	}
	to := map[string]string{}
	for _, mv := range c.model.Document.Moved {
		from := c.model.VendorName(mv.From)
		if mv.To.Ref == nil || from == "" || !there[from] || to[from] != "" || c.policy.roles[from] != nil || c.catalog.VendorRole(from) != nil {
			continue
		}
		role := c.model.Referred(mv.To.Ref)
		if role == nil || there[role.Name] || c.catalog.VendorRole(role.Name) != nil {
			continue
		}
		there[role.Name] = true
		to[from], c.renamed[role.Name] = role.Name, from
		c.out.Changes = append(c.out.Changes, Change{
			Kind: KindRole, Action: Move, Address: role.Address, Source: mv.Range.String(),
			Before: schema.StateRole{Name: from, Description: described[from]},
			After:  schema.StateRole{Name: role.Name, Description: described[from]},
		})
	}
	if len(to) > 0 {
		renameRoles(c.before, to)
	}
}

func renameRoles(s *schema.State, to map[string]string) {
	for i := range s.Roles {
		if name := to[s.Roles[i].Name]; name != "" {
			s.Roles[i].Name = name
		}
	}
	for i := range s.Grants {
		if name := to[s.Grants[i].Role]; name != "" {
			s.Grants[i].Role = name
		}
	}
	for i := range s.Members {
		if name := to[s.Members[i].Role]; name != "" {
			s.Members[i].Role = name
		}
	}
	s.Sort()
}

// oldName is what the server calls a role today.
func (c *comparison) oldName(role string) string { return oldName(c.renamed, role) }

func oldName(renamed map[string]string, role string) string {
	if old, ok := renamed[role]; ok {
		return old
	}
	return role
}
