package plan

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/schema"
)

// refusal says why the server would not carry out a deed as things are; empty
// where it would.
func (pl *planner) refusal(d deed) string {
	if r := pl.refuseWhole(d); r != "" {
		return r
	}
	switch d.kind {
	case createGroup:
		return pl.refuseGroup(d.group)
	case addPrivilege, removePrivilege:
		return pl.refuseMember(d)
	case createUser:
		return pl.refuseUser(d.user)
	case createRole:
		return pl.refuseRole(d.role)
	case grant, revoke:
		return pl.refuseGrant(d)
	case bind, unbind:
		return pl.refuseBind(d)
	case dropRole, forceDropRole:
		return pl.refuseDrop(d)
	case dropGroup:
		for g := range pl.now.user(d.group) {
			return fmt.Sprintf("%s still has it", quote(g.Role))
		}
		return pl.missing(DropGroup)
	case alterRole:
		if pl.calls.WholeRoles {
			return pl.missing(UpdateRole)
		}
		return pl.missing(AlterRole)
	case dropUser:
		return pl.missing(DropUser)
	case renameRole:
		return pl.badName("role", d.name)
	}
	panic("plan: no such kind of deed")
}

// refuseWhole refuses to write a role whole of which not all is known.
func (pl *planner) refuseWhole(d deed) string {
	if !pl.calls.WholeRoles || pl.start.Knows(schema.CoversGrants) {
		return ""
	}
	switch d.kind {
	case renameRole, alterRole, grant, revoke:
		if pl.known[roleOf(d)] || d.kind == renameRole {
			return "grants are not covered by the state, and a role is written with all it grants"
		}
	}
	return ""
}

// missing says that the vendor has no call for something.
func (pl *planner) missing(operation string) string {
	if pl.calls.Has(operation) {
		return ""
	}
	reason := fmt.Sprintf("%s has no call for it", pl.catalog.Title)
	if why := pl.calls.Missing[operation]; why != "" {
		reason += ": " + why
	}
	return reason
}

func (pl *planner) refuseGroup(name string) string {
	if r := pl.missing(CreateGroup); r != "" {
		return r
	}
	if g := pl.catalog.Group(name); pl.catalog.Privilege(name) != nil || g != nil && g.Name == name {
		return fmt.Sprintf("%s is a name of %s's own", quote(name), pl.catalog.Title)
	}
	return pl.badName("privilege_group", name)
}

// badName says what is wrong with a name. One that is on the server already is not wrong there.
func (pl *planner) badName(of, name string) string {
	if pl.known[name] {
		return ""
	}
	reason, judged := pl.judged[[2]string{of, name}]
	if !judged {
		reason = pl.judge(of, name)
		pl.judged[[2]string{of, name}] = reason
	}
	return reason
}

func (pl *planner) judge(of, name string) string {
	rule := pl.catalog.NameRule(of)
	if rule == nil {
		return ""
	}
	trimmed := strings.TrimSpace(name)
	n := utf8.RuneCountInString(trimmed)
	if n >= rule.Min && n <= rule.Max && regexp.MustCompile(rule.Pattern).MatchString(trimmed) {
		return ""
	}
	return fmt.Sprintf("%s takes no such name for a %s: %s", pl.catalog.Title, strings.ReplaceAll(of, "_", " "), rule.Rule)
}

func (pl *planner) refuseMember(d deed) string {
	if !pl.now.groups[d.group] {
		return fmt.Sprintf("privilege group %s cannot be made", quote(d.group))
	}
	if g := pl.catalog.Group(d.privilege); pl.catalog.Privilege(d.privilege) == nil && (g == nil || g.Name != d.privilege) {
		return fmt.Sprintf("%s does not know %s", pl.catalog.Title, quote(d.privilege))
	}
	if d.kind == removePrivilege {
		return ""
	}
	for _, p := range pl.now.x.Groups[d.group] {
		if pl.level(p) != pl.level(d.privilege) {
			return fmt.Sprintf("a group holds privileges of one level, and %s is of another than %s", quote(d.privilege), quote(p))
		}
	}
	return ""
}

// level is the level of a privilege; groups have none.
func (pl *planner) level(privilege string) schema.Level {
	if p := pl.catalog.Privilege(privilege); p != nil {
		return p.Level
	}
	return ""
}

func (pl *planner) refuseUser(name string) string {
	if r := pl.missing(CreateUser); r != "" {
		return r
	}
	if r := pl.badName("user", name); r != "" {
		return r
	}
	l := pl.catalog.Limit("users")
	if l == nil {
		return ""
	}
	own := l.Builtin
	for u := range pl.now.users {
		if pl.catalog.User(u) == nil {
			own++
		}
	}
	return pl.full("users", own)
}

func (pl *planner) refuseRole(name string) string {
	if r := pl.badName("role", name); r != "" {
		return r
	}
	if pl.calls.WholeRoles && len(pl.fills(name)) == 0 {
		return "a role must grant something"
	}
	l := pl.catalog.Limit("roles")
	if l == nil {
		return ""
	}
	return pl.full("roles", pl.now.own+l.Builtin)
}

// full says that there is no room for one more.
func (pl *planner) full(what string, have int) string {
	l := pl.catalog.Limit(what)
	if l == nil {
		return ""
	}
	most, told := l.Max, "it takes no more than %d by default"
	cure := fmt.Sprintf("; where %s is higher, say so in limits of the target block", l.Setting)
	if set, ok := pl.limits[what]; ok {
		most, told = set, "limits of the target block say that it takes no more than %d"
		cure = fmt.Sprintf("; write there what %s is set to, or raise it", l.Setting)
	}
	if have < most {
		return ""
	}
	if l.Setting == "" {
		cure = ""
	}
	return fmt.Sprintf("the server holds %d %s, and "+told+"%s", have, what, most, cure)
}

func (pl *planner) refuseGrant(d deed) string {
	g := d.grant
	r := pl.now.role(g.Role)
	if !r.exists {
		return fmt.Sprintf("the server has no role %s", quote(g.Role))
	}
	if pl.calls.WholeRoles {
		if d.kind == revoke && len(r.grants) == 1 {
			return "a role must grant something"
		}
		return ""
	}
	if g.ObjectType != pl.catalog.ObjectOf(g.Privilege) {
		if d.kind == revoke && g.Privilege == "*" && pl.calls.Has(RevokePrivilegeV1) {
			return ""
		}
		return fmt.Sprintf("it is stored under object type %s, which calls for it do not name", quote(g.ObjectType))
	}
	if d.kind == grant {
		if real := pl.aliased(g); real != "" {
			return fmt.Sprintf("the server takes %s for %s, of which it is an alias", quote(g.Collection), quote(real))
		}
		if g.Database != "*" {
			if r := pl.badName("database", g.Database); r != "" {
				return r
			}
		}
		if g.Collection != "*" {
			if r := pl.badName("grant_collection", g.Collection); r != "" {
				return r
			}
		}
	}
	return pl.refuseScope(g)
}

// aliased is the collection that the server would grant on instead of an alias;
// empty where the name is none or is taken as it is.
func (pl *planner) aliased(g schema.StateGrant) string {
	if !pl.catalog.Has(pl.catalog.Behaviour.AliasesSince) {
		return ""
	}
	for _, d := range pl.start.Databases {
		if d.Name == g.Database {
			return d.Aliases[g.Collection]
		}
	}
	return ""
}

// refuseScope says why a group is not granted in a scope, nor taken back from it.
func (pl *planner) refuseScope(g schema.StateGrant) string {
	members, own := pl.now.x.Groups[g.Privilege], pl.now.groups[g.Privilege]
	known := pl.catalog.Group(g.Privilege)
	switch {
	case own:
	case g.Privilege == "*" || pl.catalog.Privilege(g.Privilege) != nil:
		return ""
	case known == nil || known.Name != g.Privilege:
		return fmt.Sprintf("%s knows no privilege %s and the server has no such group", pl.catalog.Title, quote(g.Privilege))
	case known.Match != "":
		return ""
	default:
		members = known.Privileges
	}
	if len(members) == 0 {
		return "" // an empty group has no level, and is taken anywhere
	}
	level := pl.level(members[0])
	fits := map[schema.Level]bool{
		schema.LevelCluster:    g.Database == "*" && g.Collection == "*",
		schema.LevelDatabase:   g.Collection == "*",
		schema.LevelCollection: g.Database != "*" || g.Collection == "*",
	}
	switch {
	case level == "":
		return fmt.Sprintf("what is in group %s has no level, so the server grants it to nobody", quote(g.Privilege))
	case !fits[level]:
		return fmt.Sprintf("group %s is of level %s, and %s.%s is no scope of that level", quote(g.Privilege), level, g.Database, g.Collection)
	}
	return ""
}

func (pl *planner) refuseBind(d deed) string {
	r := pl.now.role(d.role)
	switch {
	case !r.exists:
		return fmt.Sprintf("the server has no role %s", quote(d.role))
	case d.kind == bind && !pl.now.users[d.user] && !pl.start.Knows(schema.CoversUsers):
		return fmt.Sprintf("users are not covered by the state, so whether there is a user %s is not known", quote(d.user))
	case d.kind == bind && !pl.now.users[d.user]:
		return fmt.Sprintf("the server has no user %s, and none is created", quote(d.user))
	case d.kind == unbind && pl.catalog.Behaviour.ReplaceOnly != "" && len(pl.now.held[d.user]) == 1:
		return fmt.Sprintf("it is the only role of %s, and %s", quote(d.user), pl.catalog.Behaviour.ReplaceOnly)
	}
	return ""
}

func (pl *planner) refuseDrop(d deed) string {
	r := pl.now.role(d.role)
	b := &pl.catalog.Behaviour
	switch {
	case !r.exists:
		return fmt.Sprintf("the server has no role %s", quote(d.role))
	case len(r.holders) > 0:
		return fmt.Sprintf("%s still holds it", quote(pl.now.holders(d.role)[0]))
	case d.temporary > 0:
	case b.BoundRoleDrop == "refused" && !pl.start.Knows(schema.CoversMembers):
		return "members are not covered by the state, and a role that somebody holds is not dropped"
	case b.GrantedRoleDrop && !pl.start.Knows(schema.CoversGrants):
		return "grants are not covered by the state, and a role that grants something is not dropped"
	}
	if d.kind == forceDropRole {
		return pl.missing(ForceDropRole)
	}
	if b.GrantedRoleDrop && len(r.grants) > 0 {
		return "it still has grants"
	}
	return ""
}

func quote(s string) string { return strconv.Quote(s) }
