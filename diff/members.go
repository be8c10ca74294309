package diff

import (
	"strings"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// members compares who holds which role.
func (c *comparison) members() {
	walk(c.before.Members, c.desired.Members, schema.StateMember.Compare, func(b, d *schema.StateMember) {
		switch {
		case b == nil:
			c.after.Members = append(c.after.Members, *d)
			ch := Change{Kind: KindMember, Action: Add, After: *d}
			ch.Address, ch.Source, ch.Note = c.whyMember(*d)
			c.change(ch)
		case d != nil:
			c.after.Members = append(c.after.Members, *d)
		default:
			old := *b
			old.Role = c.oldName(b.Role)
			ch := Change{Kind: KindMember, Before: old}
			ch.Address, ch.Source, ch.Note = c.whyMember(*b)
			if c.leave(schema.CoversMembers, old.Role, ch) {
				c.after.Members = append(c.after.Members, *b)
			}
		}
	})
}

// whyMember says which binding a membership belongs to; to none, the role stands for it.
func (c *comparison) whyMember(m schema.StateMember) (address, source, note string) {
	b := c.policy.members[m]
	if b == nil {
		return c.policy.roleAddress(m.Role), "", ""
	}
	if b.Expired(c.policy.now) {
		note = "expired " + day(b.Decl.Expires.Time)
	}
	return b.Address, b.Decl.Range.String(), note
}

// day writes a moment as a policy would.
func day(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

// Day is an RFC 3339 time as people write it: midnight is the day alone.
func Day(moment string) string { return strings.TrimSuffix(moment, "T00:00:00Z") }

// whyDropped says why a user goes; empty where nobody is dropped.
func (c *comparison) whyDropped() string {
	if u := c.model.Target.Unmanaged.Value; u != "" && u != "remove" {
		return ""
	}
	return "the policy declares users, and neither declares nor binds this one; the password goes for good"
}

// users compares users where the policy declares any. A policy that declares
// none leaves users to others: only what they hold is its affair.
func (c *comparison) users() {
	named := map[string]bool{}
	for _, b := range c.model.Bindings {
		for _, p := range b.Principals {
			named[p.ID()] = true
		}
	}
	manages := len(c.policy.users) > 0
	compare := func(a, b schema.StateUser) int { return strings.Compare(a.Name, b.Name) }
	walk(c.before.Users, c.desired.Users, compare, func(b, d *schema.StateUser) {
		switch {
		case b == nil:
			c.after.Users = append(c.after.Users, *d)
			c.change(Change{
				Kind: KindUser, Action: Add, Address: c.policy.userAddress(d.Name), After: *d,
				Source: c.policy.users[d.Name].Range.String(),
			})
		case d != nil:
			c.after.Users = append(c.after.Users, *d)
		case c.catalog.User(b.Name) != nil || named[b.Name] || !manages && c.model.Target.Unmanaged.Value != "report":
			c.after.Users = append(c.after.Users, *b)
		default:
			if c.leave(schema.CoversUsers, "", Change{Kind: KindUser, Address: c.policy.userAddress(b.Name), Before: *b, Note: c.whyDropped()}) {
				c.after.Users = append(c.after.Users, *b)
			}
		}
	})
}
