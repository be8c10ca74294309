package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UpgradeHazard reports access that is another one on the target's next
// version: what the grants, as they are stored, give here and there.
var UpgradeHazard = &lint.Rule{ID: "RC406", Name: "upgrade-hazard", Severity: schema.Warning, Check: checkUpgradeHazard, Needs: lint.NeedsNext}

func checkUpgradeHazard(p *lint.Pass) {
	now := p.Model.Expander()
	u := upgrade{Pass: p, now: now, next: &schema.Expander{Catalog: p.Next, Groups: now.Groups}}
	for _, g := range p.Model.Groups {
		for _, it := range g.Items {
			if u.moves(it) {
				u.reportMove(it, g.Address, "a group whose privileges are of several levels takes no new members: put it into a group of its own")
			}
		}
	}
	for _, r := range p.Model.Roles {
		u.role(r)
	}
}

// upgrade compares what one policy gives by two catalogs.
type upgrade struct {
	*lint.Pass
	now, next *schema.Expander
}

// change is what one item of a grant gives by one of the catalogs alone.
type change struct {
	schema.Stored
	lost, gained []schema.Row
}

// role reports what changes by the role's own grants. Those of included roles
// are told of there, and count here as what the role has besides.
func (u *upgrade) role(r *schema.Role) {
	var gained []schema.Row
	var groups []string
	for _, c := range u.changes(r) {
		switch {
		case c.Item.Kind == schema.ItemLegacy && len(c.lost)+len(c.gained) > 0:
			u.reportLegacy(r, c)
		case len(c.lost) > 0:
			u.reportLost(r, c)
		case u.moves(c.Item):
			u.reportMove(c.Item, r.Address, fmt.Sprintf("grant it at the %s level then", u.next.Catalog.Privilege(c.Item.Privilege.Name).Level))
		}
		if c.Item.Kind != schema.ItemLegacy && len(c.gained) > 0 {
			gained = append(gained, c.gained...)
			if name := c.Item.Stored(); !slices.Contains(groups, name) {
				groups = append(groups, name)
			}
		}
	}
	if len(gained) > 0 {
		u.Reportf(r.Decl.Range, r.Address,
			fmt.Sprintf("%s %s more there; to keep the role as it is, grant the privileges that it needs by name, or in a group of your own", naming(groups), verb(len(groups), "give")),
			"on %s role %q gains %s", u.Next.Title, r.Name, accessOf(u.Next, gained, shown))
	}
}

// changes lists the items of the role's own grants with what they lose and
// gain, as far as nothing else of the role makes up for it.
func (u *upgrade) changes(r *schema.Role) []change {
	var own []change
	before, after := map[string][]schema.Row{}, map[string][]schema.Row{}
	u.Model.Stored(r, func(s schema.Stored) {
		c := change{Stored: s}
		c.lost = expand(u.now, r.Name, []schema.StateGrant{s.StateGrant})
		c.gained = expand(u.next, r.Name, []schema.StateGrant{s.StateGrant})
		for _, row := range c.lost {
			before[row.Privilege.Name] = append(before[row.Privilege.Name], row)
		}
		for _, row := range c.gained {
			after[row.Privilege.Name] = append(after[row.Privilege.Name], row)
		}
		if len(s.Via) > 0 {
			return
		}
		if i := slices.IndexFunc(own, func(o change) bool { return o.Item.Name.Range == s.Item.Name.Range && o.Grant == s.Grant }); i >= 0 {
			own[i].lost, own[i].gained = append(own[i].lost, c.lost...), append(own[i].gained, c.gained...)
			return
		}
		own = append(own, c)
	})
	for i := range own {
		own[i].lost = without(own[i].lost, after)
		own[i].gained = without(own[i].gained, before)
	}
	return own
}

// without leaves out the rows that others, by privilege, cover.
func without(rows []schema.Row, others map[string][]schema.Row) []schema.Row {
	return slices.DeleteFunc(rows, func(row schema.Row) bool {
		return anyCovers(others[row.Privilege.Name], row)
	})
}

// moves reports whether the item is a privilege that the next version has at another level.
func (u *upgrade) moves(it schema.Item) bool {
	if it.Kind != schema.ItemPrivilege {
		return false
	}
	next := u.Next.Privilege(it.Privilege.Name)
	return next != nil && next.Level != it.Privilege.Level
}

func (u *upgrade) reportMove(it schema.Item, subject, help string) {
	to := u.Next.Privilege(it.Privilege.Name).Level
	u.Reportf(it.Name.Range, subject, help+"; what is stored keeps its meaning until it is granted anew",
		"privilege %q is of the %s level here and of the %s level on %s", it.Privilege.Name, it.Privilege.Level, to, u.Next.Title)
}

func (u *upgrade) reportLost(r *schema.Role, c change) {
	through := ""
	if c.Item.Kind != schema.ItemPrivilege {
		through = fmt.Sprintf(", which %q gives here", c.Item.Stored())
	}
	u.Reportf(c.Item.Name.Range, r.Address, u.lossHelp(c.lost),
		"on %s role %q loses %s%s", u.Next.Title, r.Name, accessOf(u.Next, c.lost, shown), through)
}

// lossHelp says why the first of the lost rows is lost, and what to write instead.
func (u *upgrade) lossHelp(lost []schema.Row) string {
	p := lost[0].Privilege
	next := u.Next.Privilege(p.Name)
	b := &u.Next.Behaviour
	switch {
	case next == nil:
		return fmt.Sprintf("%q is no privilege of that version", p.Name)
	case next.Level != p.Level:
		return fmt.Sprintf("%q moves from the %s level to the %s level there, and to other groups%s: grant it by name before the upgrade", p.Name, p.Level, next.Level, u.groupsWith(next))
	case next.Level == schema.LevelCluster && b.ClusterDatabase != "" && lost[0].Database != b.ClusterDatabase:
		return fmt.Sprintf("requests for cluster-level privileges are authorised against database %q there, so a grant on one database matches none: grant it without a database", b.ClusterDatabase)
	}
	return fmt.Sprintf("%q is granted otherwise there%s: grant it by name before the upgrade", p.Name, u.groupsWith(next))
}

// groupsWith names the next version's groups of the privilege's level that have it.
func (u *upgrade) groupsWith(p *schema.Privilege) string {
	var names []string
	for i := range u.Next.Groups {
		if g := &u.Next.Groups[i]; !g.Legacy && slices.Contains(g.Privileges, p.Name) {
			names = append(names, g.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + naming(names) + ")"
}

// reportLegacy reports a legacy group, whose rules of matching differ between versions.
func (u *upgrade) reportLegacy(r *schema.Role, c change) {
	what := "less"
	text := "loses " + accessOf(u.Next, c.lost, shown)
	switch {
	case len(c.lost) == 0:
		what, text = "more", "gains "+accessOf(u.Next, c.gained, shown)
	case len(c.gained) > 0:
		what, text = "something else", text+"; it gains "+accessOf(u.Next, c.gained, shown)
	}
	u.Reportf(c.Item.Name.Range, r.Address, "legacy groups are matched by rules of their own, which change there: grant the privileges that the role needs by name",
		"on %s %q gives %s: role %q %s", u.Next.Title, c.Item.Stored(), what, r.Name, text)
}
