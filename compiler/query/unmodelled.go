package query

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// Unmodelled is access that rows do not show, or not all of. An empty principal is
// any, an empty role none in particular.
type Unmodelled struct {
	Principal string `json:"principal"`
	Role      string `json:"role"`
	Reason    string `json:"reason"`
}

// Unmodelled lists what an answer about privileges leaves out, by principal and role.
// No privileges means all; an empty principal means every one.
func (g *Ground) Unmodelled(privileges []string, principal string) []Unmodelled {
	var out []Unmodelled
	say := func(who, role, format string, args ...any) {
		out = append(out, Unmodelled{who, role, fmt.Sprintf(format, args...)})
	}
	if !g.setting("authorization", true) {
		say("", "", "access control is off on this target: whoever connects may do anything")
	}
	for _, list := range g.uncovered {
		say("", "", "the state does not cover %s: what is not listed may be there all the same", strings.ReplaceAll(list, "_", " "))
	}
	if slices.Contains(g.Catalog.Principals, "api_key") {
		say("", "", "API keys that no binding names: each has the access that it was given where it was made")
	}
	if g.Catalog.Behaviour.Tokens {
		say("", "", "database tokens that no policy declares: each is good for what it claims")
	}
	if g.Catalog.Behaviour.Scoped && principal == "" && g.everyoneHas(privileges) {
		say("", strings.Join(g.Bundle.Table.Implicit, ", "), "whoever else can sign in holds it too, and what it gives")
	}
	members := g.sorted().members
	if principal != "" {
		members = g.sorted().membersOf(principal)
	}
	for i := range members {
		if m := &members[i]; g.sorted().active(m) {
			if reason := g.unmodelledRole(m, privileges); reason != "" {
				say(m.Principal, m.Role, "%s", reason)
			}
		}
	}
	slices.SortFunc(out, func(a, b Unmodelled) int {
		return cmp.Or(strings.Compare(a.Principal, b.Principal), strings.Compare(a.Role, b.Role), strings.Compare(a.Reason, b.Reason))
	})
	return slices.Compact(out)
}

// everyoneHas reports whether a role that everyone holds gives one of the privileges.
func (g *Ground) everyoneHas(privileges []string) bool {
	for _, role := range g.Bundle.Table.Implicit {
		if slices.ContainsFunc(g.sorted().rowsOf(role), func(r bundle.Grant) bool {
			return len(privileges) == 0 || slices.Contains(privileges, r.Privilege)
		}) {
			return true
		}
	}
	return false
}

// unmodelledRole says what rows do not show of a role that somebody holds; empty for nothing.
func (g *Ground) unmodelledRole(m *bundle.Member, privileges []string) string {
	r := g.Catalog.VendorRole(m.Role)
	switch {
	case r == nil && strings.HasPrefix(m.Principal, "group:"):
		return "who is in the group is not known here"
	case r == nil:
		return ""
	case r.Unknown != "":
		return "what the role gives is known in part: " + r.Unknown
	case r.Bypass:
		return "passes every check of the server, whatever is granted"
	case g.operations(m.Role) && g.asksMore(privileges):
		return "the role is published as operations of its own: which privileges they come to is not"
	case strings.HasPrefix(m.Principal, "group:"):
		return "who is in the group is not known here"
	}
	return ""
}

// operations reports whether a role of the vendor is known by operations.
func (g *Ground) operations(role string) bool {
	return slices.ContainsFunc(g.sorted().rowsOf(role), func(r bundle.Grant) bool { return r.Level == string(schema.LevelOperation) })
}

// asksMore reports whether anything but operations is asked for.
func (g *Ground) asksMore(privileges []string) bool {
	for _, name := range privileges {
		if p := g.Catalog.Privilege(name); p == nil || p.Level != schema.LevelOperation {
			return true
		}
	}
	return len(privileges) == 0
}
