package diff

import (
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// groups compares privilege groups; another list of members is a change of the group.
func (c *comparison) groups() {
	compare := func(a, b schema.StateGroup) int { return strings.Compare(a.Name, b.Name) }
	walk(c.before.Groups, c.desired.Groups, compare, func(b, d *schema.StateGroup) {
		if b != nil && b.BuiltIn || d != nil && d.BuiltIn {
			c.builtinGroup(b)
			return
		}
		ch := Change{Kind: KindGroup}
		if d != nil {
			ch.Address, ch.After = c.policy.groupAddress(d.Name), *d
			if g := c.policy.groups[d.Name]; g != nil {
				ch.Source = g.Decl.Range.String()
			}
			c.after.Groups = append(c.after.Groups, *d)
		}
		switch {
		case b == nil:
			ch.Action = Add
			c.change(ch)
		case d == nil:
			ch.Address, ch.Before = c.policy.groupAddress(b.Name), *b
			if c.leave(schema.CoversGroups, "", ch) {
				c.after.Groups = append(c.after.Groups, *b)
			}
		case !slices.Equal(b.Privileges, d.Privileges):
			ch.Action, ch.Before = Modify, *b
			c.change(ch)
		}
	})
}

// builtinGroup keeps the server's own definition of a group of the vendor: no
// deployment changes it. That it is not the catalog's is told. A group of the
// policy that has the name of one is none; the linter says so.
func (c *comparison) builtinGroup(b *schema.StateGroup) {
	if b == nil {
		return
	}
	c.after.Groups = append(c.after.Groups, *b)
	known := c.catalog.Group(b.Name)
	if known == nil {
		return
	}
	more, less := missing(b.Privileges, known.Privileges), missing(known.Privileges, b.Privileges)
	if len(more)+len(less) == 0 {
		return
	}
	reason := "the server defines it otherwise than " + c.catalog.Title + " does by default"
	if len(more) > 0 {
		reason += ", with " + strings.Join(more, ", ")
	}
	if len(less) > 0 {
		reason += ", without " + strings.Join(less, ", ")
	}
	c.out.Unmanaged = append(c.out.Unmanaged, Unmanaged{
		Kind: KindGroup, Address: stateAddress(KindGroup, b.Name), Object: *b,
		Reason: reason + "; a deployment leaves it so, and access is compared with it",
	})
}

// missing lists what is in a and not in b, in a's order.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
