package bundle

import (
	"encoding/json"
	"errors"
)

// The functions of this file read one shape of the spec each, with the value ahead.

func (r *reader) target(t *Target) error {
	return r.object(func(key string) error {
		switch key {
		case "kind":
			return r.str(&t.Kind)
		case "name":
			return r.str(&t.Name)
		case "version":
			return r.str(&t.Version)
		}
		return r.skip()
	})
}

func (r *reader) table(t *Table) error {
	return r.object(func(key string) error {
		switch key {
		case "format":
			return r.str(&t.Format)
		case "target":
			return r.target(&t.Target)
		case "grants":
			return r.array(func(int) error {
				t.Grants = append(t.Grants, Grant{})
				return r.grant(&t.Grants[len(t.Grants)-1])
			})
		case "members":
			return r.array(func(int) error {
				t.Members = append(t.Members, Member{})
				return r.member(&t.Members[len(t.Members)-1])
			})
		case "implicit":
			return r.strs(&t.Implicit)
		case "aliases":
			return r.aliases(t)
		}
		return r.skip()
	}, "format", "target", "grants", "members")
}

func (r *reader) grant(g *Grant) error {
	return r.object(func(key string) error {
		switch key {
		case "role":
			return r.str(&g.Role)
		case "privilege":
			return r.str(&g.Privilege)
		case "level":
			return r.str(&g.Level)
		case "database":
			return r.str(&g.Database)
		case "collection":
			return r.str(&g.Collection)
		case "condition":
			return r.str(&g.Condition)
		case "enforced_by":
			return r.str(&g.EnforcedBy)
		case "via":
			return r.strs(&g.Via)
		case "source":
			return r.str(&g.Source)
		}
		return r.skip()
	})
}

func (r *reader) member(m *Member) error {
	return r.object(func(key string) error {
		switch key {
		case "principal":
			return r.str(&m.Principal)
		case "role":
			return r.str(&m.Role)
		case "expires":
			return r.str(&m.Expires)
		case "source":
			return r.str(&m.Source)
		case "project":
			return r.str(&m.Project)
		}
		return r.skip()
	})
}

func (r *reader) aliases(t *Table) error {
	t.Aliases = map[string]map[string]string{}
	return r.object(func(database string) error {
		aliases := map[string]string{}
		t.Aliases[database] = aliases
		return r.strings(aliases)
	})
}

func (r *reader) cel(c *CEL) error {
	c.Variables, c.Conditions, c.Roles = map[string]string{}, map[string]CELCondition{}, map[string]CELRole{}
	return r.object(func(key string) error {
		switch key {
		case "format":
			return r.str(&c.Format)
		case "target":
			return r.target(&c.Target)
		case "variables":
			return r.strings(c.Variables)
		case "conditions":
			return r.object(func(id string) error {
				var condition CELCondition
				err := r.condition(&condition)
				c.Conditions[id] = condition
				return err
			})
		case "roles":
			return r.object(func(name string) error {
				var role CELRole
				err := r.role(&role)
				c.Roles[name] = role
				return err
			})
		}
		return r.skip()
	}, "format", "target", "conditions", "roles")
}

func (r *reader) condition(c *CELCondition) error {
	return r.object(func(key string) error {
		switch key {
		case "expression":
			return r.str(&c.Expression)
		case "source":
			return r.str(&c.Source)
		case "cost":
			return r.cost(&c.Cost)
		}
		return r.skip()
	})
}

func (r *reader) role(c *CELRole) error {
	return r.object(func(key string) error {
		switch key {
		case "expression":
			return r.str(&c.Expression)
		case "cost":
			return r.cost(&c.Cost)
		}
		return r.skip()
	})
}

func (r *reader) cost(c *Cost) error {
	return r.object(func(key string) error {
		switch key {
		case "min":
			return r.number(&c.Min)
		case "max":
			return r.number(&c.Max)
		}
		return r.skip()
	})
}

// strings reads an object of strings into to.
func (r *reader) strings(to map[string]string) error {
	return r.object(func(key string) error {
		var s string
		err := r.str(&s)
		to[key] = s
		return err
	})
}

// number reads a number that is whole and not negative.
func (r *reader) number(to *uint64) error {
	raw, _ := r.raw(r.skip)
	if err := json.Unmarshal(raw, to); err != nil || string(raw) == "null" {
		return errors.New("must be a whole number")
	}
	return nil
}
