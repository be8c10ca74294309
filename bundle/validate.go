package bundle

import (
	"errors"
	"fmt"
	"strconv"
	"time"
)

// MaxName is the longest name of a privilege, database or collection, in
// bytes. The cost of expressions is reckoned with it.
const MaxName = 255

// maxRows keeps numbers of rows, names and blocks within 31 bits.
const maxRows = 1 << 28

// validate refuses a table that cannot be decided by: rows that lack something,
// references that lead nowhere, times that do not parse. It returns when each
// member expires; the zero time is never.
func validate(t *Table, c *CEL) ([]time.Time, error) {
	if len(t.Grants) > maxRows || len(t.Members) > maxRows {
		return nil, errors.New("too many rows")
	}
	roles := map[string]bool{}
	for name := range c.Roles {
		roles[name] = true
	}
	for i := range t.Grants {
		if err := validateGrant(&t.Grants[i], c); err != nil {
			return nil, in(at("table.grants", i), err)
		}
		roles[t.Grants[i].Role] = true
	}
	expires := make([]time.Time, len(t.Members))
	for i := range t.Members {
		var err error
		if expires[i], err = validateMember(&t.Members[i], roles); err != nil {
			return nil, in(at("table.members", i), err)
		}
	}
	for i, role := range t.Implicit {
		if !roles[role] {
			return nil, in(at("table.implicit", i), fmt.Errorf("no such role %q", role))
		}
	}
	return expires, validateCEL(c)
}

func validateGrant(g *Grant, c *CEL) error {
	for _, f := range []struct{ key, value string }{
		{"role", g.Role}, {"privilege", g.Privilege}, {"database", g.Database},
		{"collection", g.Collection}, {"source", g.Source},
	} {
		if f.value == "" {
			return in(f.key, errors.New("is empty or missing"))
		}
	}
	for _, f := range []struct{ key, value string }{
		{"privilege", g.Privilege}, {"database", g.Database}, {"collection", g.Collection},
	} {
		if len(f.value) > MaxName {
			return in(f.key, fmt.Errorf("longer than %d bytes", MaxName))
		}
	}
	switch g.EnforcedBy {
	case EnforcedByServer, EnforcedByService:
	default:
		return in("enforced_by", fmt.Errorf("%q is neither %q nor %q", g.EnforcedBy, EnforcedByServer, EnforcedByService))
	}
	if _, ok := c.Conditions[g.Condition]; g.Condition != "" && !ok {
		return in("condition", fmt.Errorf("no such condition %q", g.Condition))
	}
	return nil
}

func validateMember(m *Member, roles map[string]bool) (expires time.Time, err error) {
	for _, f := range []struct{ key, value string }{{"principal", m.Principal}, {"role", m.Role}, {"source", m.Source}} {
		if f.value == "" {
			return expires, in(f.key, errors.New("is empty or missing"))
		}
	}
	if !roles[m.Role] {
		return expires, in("role", fmt.Errorf("no such role %q", m.Role))
	}
	if m.Expires == "" {
		return expires, nil
	}
	if expires, err = time.Parse(time.RFC3339, m.Expires); err != nil {
		return expires, in("expires", fmt.Errorf("%q is not an RFC 3339 time", m.Expires))
	}
	if expires.IsZero() { // year 1: long gone, but it must not read as never
		expires = expires.Add(1)
	}
	return expires, nil
}

func validateCEL(c *CEL) error {
	for id, condition := range c.Conditions {
		if id == "" || condition.Expression == "" {
			return in("cel.conditions", in(id, in("expression", errors.New("is empty or missing"))))
		}
	}
	for name, role := range c.Roles {
		if name == "" || role.Expression == "" {
			return in("cel.roles", in(name, in("expression", errors.New("is empty or missing"))))
		}
	}
	return nil
}

func at(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
