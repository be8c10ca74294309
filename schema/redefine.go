package schema

import "slices"

// Redefined is c as a server has it whose configuration defines privilege
// groups of its own, or those of the vendor otherwise. What it knows of the
// other groups, and of everything else, is c's. Without groups it is c itself. A
// name that can be none of a group is left out.
func (c *Catalog) Redefined(groups []GroupSetting) *Catalog {
	if len(groups) == 0 {
		return c
	}
	own := *c
	own.Groups = slices.Clone(c.Groups)
	for _, g := range groups {
		if !c.definesGroup(g.Name.Value) {
			continue
		}
		i := slices.IndexFunc(own.Groups, func(b BuiltinGroup) bool {
			return b.Name == g.Name.Value || slices.Contains(b.Aliases, g.Name.Value)
		})
		if i < 0 {
			i = len(own.Groups)
			own.Groups = append(own.Groups, BuiltinGroup{
				Name: g.Name.Value, Object: groupObject, Note: "the server's configuration defines it", Source: "policy",
			})
		}
		own.Groups[i].Privileges = values(g.Privileges)
		if !own.Groups[i].Legacy {
			own.Groups[i].Level = c.levelOf(own.Groups[i].Privileges)
		}
	}
	own.Index()
	return &own
}

// definesGroup reports whether a server's configuration can define a privilege group of that name.
func (c *Catalog) definesGroup(name string) bool {
	return c.Behaviour.CustomGroups && name != "" && name != "*" && c.Privilege(name) == nil
}

// levelOf is the level of the first of some privileges that has one, as servers take it.
func (c *Catalog) levelOf(privileges []string) Level {
	for _, name := range privileges {
		if p := c.Privilege(name); p != nil && p.Level != "" {
			return p.Level
		}
	}
	return ""
}
