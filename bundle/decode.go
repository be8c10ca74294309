package bundle

import (
	"encoding/json"
	"errors"
	"slices"
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
			t.Grants = make([]Grant, 0, min(r.room(120), MaxGrants))
			defer func() { t.Grants = fitted(t.Grants) }()
			return r.array(func(i int) error {
				if i == MaxGrants {
					return errTooMany
				}
				t.Grants = append(t.Grants, Grant{})
				if r.grantAsWritten(&t.Grants[i], &t.Grants[max(i-1, 0)]) {
					return nil
				}
				return r.grant(&t.Grants[i])
			})
		case "members":
			t.Members = make([]Member, 0, min(r.room(60), MaxMembers))
			defer func() { t.Members = fitted(t.Members) }()
			return r.array(func(i int) error {
				if i == MaxMembers {
					return errTooMany
				}
				t.Members = append(t.Members, Member{})
				if r.memberAsWritten(&t.Members[i], &t.Members[max(i-1, 0)]) {
					return nil
				}
				return r.member(&t.Members[i])
			})
		case "implicit":
			return r.strs(&t.Implicit, MaxRoles)
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
			return r.strs(&g.Via, MaxVia)
		case "source":
			return r.str(&g.Source)
		}
		return r.skip()
	})
}

// grantAsWritten reads a row that stands as [Encode] writes it, which is how all
// but a few stand. Otherwise it reads nothing, and grant does, whose reading it
// shortens: the same row comes of it.
func (r *reader) grantAsWritten(g, before *Grant) bool {
	start := r.pos
	if r.literal(`{"role":`) && r.like(before.Role, &g.Role) == nil &&
		r.literal(`,"privilege":`) && r.like(before.Privilege, &g.Privilege) == nil &&
		r.literal(`,"level":`) && r.like(before.Level, &g.Level) == nil &&
		r.literal(`,"database":`) && r.like(before.Database, &g.Database) == nil &&
		r.literal(`,"collection":`) && r.like(before.Collection, &g.Collection) == nil &&
		r.literal(`,"condition":`) && r.like(before.Condition, &g.Condition) == nil &&
		r.literal(`,"enforced_by":`) && r.like(before.EnforcedBy, &g.EnforcedBy) == nil &&
		r.literal(`,"via":`) && r.viaLike(before.Via, &g.Via) == nil &&
		r.literal(`,"source":`) && r.like(before.Source, &g.Source) == nil && r.literal(`}`) {
		return true
	}
	r.pos, *g = start, Grant{}
	return false
}

var noVia = []string{}

// viaLike reads a via, which shares its memory with that of the row before where they are equal.
func (r *reader) viaLike(before []string, to *[]string) error {
	if r.literal("[]") {
		*to = noVia
		return nil
	}
	err := r.strs(to, MaxVia)
	if err == nil && slices.Equal(*to, before) {
		*to = before
	}
	return err
}

// memberAsWritten is to member what grantAsWritten is to grant.
func (r *reader) memberAsWritten(m, before *Member) bool {
	start := r.pos
	if r.literal(`{"principal":`) && r.like(before.Principal, &m.Principal) == nil &&
		r.literal(`,"role":`) && r.like(before.Role, &m.Role) == nil &&
		r.literal(`,"expires":`) && r.like(before.Expires, &m.Expires) == nil &&
		r.literal(`,"source":`) && r.like(before.Source, &m.Source) == nil && r.literal(`}`) {
		return true
	}
	r.pos, *m = start, Member{}
	return false
}

// room is how many elements of so many bytes at least the list ahead may have. It
// spares the list its growing; elements that are shorter than any real one make it grow.
func (r *reader) room(shortest int) int {
	return min(r.longest, (len(r.data)-r.pos)/shortest)
}

// fitted gives a list without much room to spare.
func fitted[T any](list []T) []T {
	if cap(list)-len(list) > len(list)/16 {
		return slices.Clone(list)
	}
	return list
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
	n := 0
	return r.object(func(database string) error {
		aliases := map[string]string{}
		t.Aliases[database] = aliases
		err := r.strings(aliases)
		if n += len(aliases); n > MaxAliases || len(t.Aliases) > MaxAliases {
			return errTooMany
		}
		return err
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
				if len(c.Conditions) == MaxConditions {
					return errTooMany
				}
				var condition CELCondition
				err := r.condition(&condition)
				c.Conditions[id] = condition
				return err
			})
		case "roles":
			return r.object(func(name string) error {
				if len(c.Roles) == MaxRoles {
					return errTooMany
				}
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
		if len(to) == MaxAliases {
			return errTooMany
		}
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
