package diff

import (
	"slices"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// policyLedger has the grants of a policy, those with conditions among them.
type policyLedger struct {
	model *schema.Model
	named map[string][]*schema.Role // by the name that the comparison uses
	read  map[string][]stored
}

func newPolicyLedger(m *schema.Model) *policyLedger {
	l := &policyLedger{model: m, named: map[string][]*schema.Role{}, read: map[string][]stored{}}
	for _, role := range m.Roles {
		l.named[role.Name] = append(l.named[role.Name], role)
	}
	return l
}

// rename gives a role another name for the comparison.
func (l *policyLedger) rename(from, to string) {
	l.named[to] = l.named[from]
	delete(l.named, from)
}

// grants are a role's in the order of the policy; the same one may stand there again.
func (l *policyLedger) grants(role string) []stored {
	list, ok := l.read[role]
	if !ok {
		list = make([]stored, 0, l.estimate(role))
		for _, r := range l.named[role] {
			l.model.Stored(r, func(s schema.Stored) {
				s.StateGrant.Role = role
				list = append(list, stored{s.StateGrant, originOf(&s)})
			})
		}
		l.read[role] = list
	}
	return list
}

// estimate is how many grants a role has, but for those that come along with others.
func (l *policyLedger) estimate(role string) int {
	n := 0
	for _, r := range l.named[role] {
		for _, f := range r.Flat() {
			n += len(f.Grant.Items) * max(1, len(f.Grant.Decl.Databases)) * max(1, len(f.Grant.Decl.Collections))
		}
	}
	return n
}

func (l *policyLedger) defaults() bool { return false }

func (l *policyLedger) book(n *numbers) *book {
	b := newBook(n, l.model.Catalog, l, nil, l.model.Target.Setting)
	b.x = l.model.Expander()
	return b
}

// mentioned tells the scopes that the policy names, aliases as what they stand for.
func (l *policyLedger) mentioned(name func(kind int, database, collection string)) {
	cat := l.model.Catalog
	inventory(l.model.Target.Databases)(name)
	if !cat.Behaviour.Scoped {
		return
	}
	aliases := l.aliases()
	for _, role := range l.model.Roles {
		for _, g := range role.Grants {
			for _, kind := range kindsOf(cat, g) {
				for _, d := range scopesOf(g.Decl.Databases, cat.Behaviour.DefaultDatabase) {
					for _, c := range scopesOf(g.Decl.Collections, "*") {
						if real, ok := aliases[[2]string{d, c}]; ok && !g.Decl.Verbatim {
							c = real
						}
						name(kind, d, c)
					}
				}
			}
		}
	}
}

// aliases are the inventory's, where the server resolves them.
func (l *policyLedger) aliases() map[[2]string]string {
	out := map[[2]string]string{}
	if !l.model.Catalog.Has(l.model.Catalog.Behaviour.AliasesSince) {
		return out
	}
	for _, d := range l.model.Target.Databases {
		for _, a := range d.Aliases {
			out[[2]string{d.Name.Value, a.Alias.Value}] = a.Collection
		}
	}
	return out
}

// kindsOf says whose names the collections of a grant are, each kind once.
func kindsOf(c *schema.Catalog, g *schema.Grant) []int {
	var kinds []int
	for _, it := range g.Items {
		kind := 0
		if it.Kind == schema.ItemPrivilege {
			kind = kindOf(c, it.Privilege)
		}
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	return kinds
}

// scopesOf are the names of a list, with what an empty one stands for; any where there is none.
func scopesOf(list []schema.Text, empty string) []string {
	if list == nil {
		return []string{"*"}
	}
	names := make([]string, len(list))
	for i, t := range list {
		if names[i] = t.Value; t.Value == "" {
			names[i] = empty
		}
	}
	return names
}

// hands are who holds what at a moment, the vendor's own users included.
func (l *policyLedger) hands(now time.Time) hands {
	var h hands
	for m := range l.members(now) {
		h.members = append(h.members, m)
	}
	h.members = append(h.members, l.model.Catalog.VendorMembers(l.model.Target.Setting)...)
	slices.SortFunc(h.members, schema.StateMember.Compare)
	h.members = slices.Compact(h.members)
	for _, u := range l.model.Document.Users {
		h.users = append(h.users, schema.StateUser{Name: u.Label.Value})
	}
	for _, u := range l.model.Catalog.Users {
		h.users = append(h.users, schema.StateUser{Name: u.Name})
	}
	return h
}

// holds is what gives somebody a role, and until when; a zero time is for good.
type holds struct {
	by    *schema.Binding
	until time.Time
}

// members are who holds which role by a binding that has not expired; of several
// the one that lasts longest counts.
func (l *policyLedger) members(now time.Time) map[schema.StateMember]holds {
	names := map[string]string{}
	for name, roles := range l.named {
		for _, r := range roles {
			names[r.Name] = name
		}
	}
	out := map[schema.StateMember]holds{}
	for _, b := range l.model.Bindings {
		if b.Expired(now) {
			continue
		}
		h := holds{by: b}
		if e := b.Decl.Expires; e != nil {
			h.until = e.Time
		}
		for _, r := range b.Roles {
			name, ok := names[r.Name()]
			if !ok {
				name = r.Name()
			}
			for _, p := range b.Principals {
				key := schema.StateMember{Principal: p.ID(), Role: name, Project: b.Decl.Project.Value}
				if had, again := out[key]; !again || longer(h.until, had.until) {
					out[key] = h
				}
			}
		}
	}
	return out
}

// longer reports whether a lasts longer than b.
func longer(a, b time.Time) bool { return !b.IsZero() && (a.IsZero() || a.After(b)) }
