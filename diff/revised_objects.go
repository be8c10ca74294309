package diff

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// Grant is a grant as a policy has it, in a [Change] between two revisions:
// Condition is the ID and Expression the text of its condition, and Deploy is
// "unconditional" where the server is given it without; all may be empty.
type Grant struct {
	schema.StateGrant
	Condition  string `json:"condition,omitempty"`
	Expression string `json:"expression,omitempty"`
	Deploy     string `json:"deploy,omitempty"`
}

// Member is a member as a policy has it, in a [Change] between two revisions;
// an empty Expires is for good.
type Member struct {
	schema.StateMember
	Expires string `json:"expires,omitempty"`
}

// TargetBlock is what a policy says of the target itself.
type TargetBlock struct {
	Name      string          `json:"name"`
	Version   string          `json:"version"`
	Plan      string          `json:"plan,omitempty"`
	Unmanaged string          `json:"unmanaged,omitempty"`
	Settings  map[string]bool `json:"settings,omitempty"`
}

// Token is a token of a policy. Access is what it may do, by collection; an
// empty collection is the whole cluster. Expires is a time, "never", or empty.
type Token struct {
	Name    string        `json:"name"`
	Expires string        `json:"expires,omitempty"`
	Access  []TokenAccess `json:"access"`
}

// TokenAccess is one claim of a token.
type TokenAccess struct {
	Collection string `json:"collection"`
	Access     string `json:"access"`
}

func (r *revision) change(c Change) { r.out.Changes = append(r.out.Changes, c) }

// target compares what the target block says, and whether it is there.
func (r *revision) target() {
	block := func(m *schema.Model) TargetBlock {
		t := m.Target
		b := TargetBlock{Name: t.ID(), Version: m.Catalog.Exact(), Plan: t.Plan.Value, Unmanaged: t.Unmanaged.Value}
		for name, s := range t.Settings {
			if b.Settings == nil {
				b.Settings = map[string]bool{}
			}
			b.Settings[name] = s.Value
		}
		return b
	}
	before, after := block(r.was.model), block(r.is.model)
	c := Change{Kind: KindTarget, Address: "target." + r.is.model.Target.Name, Source: r.is.model.Target.Range.String(), Before: before, After: after}
	switch {
	case r.in.Base == nil:
		c.Action, c.Before = Add, nil
	case r.in.Model == nil:
		c.Action, c.After = Remove, nil
	case before.Version == after.Version && before.Plan == after.Plan && before.Unmanaged == after.Unmanaged && maps.Equal(before.Settings, after.Settings):
		if before.Name == after.Name {
			return
		}
		c.Action = Move
	default:
		c.Action = Modify
	}
	r.change(c)
}

// roles compares roles by name, and their descriptions where servers keep them.
func (r *revision) roles() {
	described := r.is.model.Catalog.Has(r.is.model.Catalog.Behaviour.DescriptionsSince)
	for _, name := range unionOf(r.was.named, r.is.named) {
		if v := r.is.model.Catalog.VendorRole(name); v != nil {
			continue
		}
		before, after := r.was.named[name], r.is.named[name]
		c := Change{Kind: KindRole}
		if len(before) > 0 {
			c.Address, c.Source = before[0].Address, before[0].Decl.Range.String()
			c.Before = schema.StateRole{Name: oldName(r.renamed, name), Description: before[0].Decl.Description.Value}
		}
		if len(after) > 0 {
			c.Address, c.Source = after[0].Address, after[0].Decl.Range.String()
			c.After = schema.StateRole{Name: name, Description: after[0].Decl.Description.Value}
		}
		switch {
		case before == nil:
			c.Action = Add
		case after == nil:
			c.Action = Remove
		case r.renamed[name] != "" || !described || before[0].Decl.Description.Value == after[0].Decl.Description.Value:
			continue
		default:
			c.Action = Modify
		}
		r.change(c)
	}
}

// groups compares privilege groups by name.
func (r *revision) groups() {
	byName := func(m *schema.Model) map[string][]*schema.Group {
		out := map[string][]*schema.Group{}
		for _, g := range m.Groups {
			out[g.Name] = append(out[g.Name], g)
		}
		return out
	}
	state := func(g *schema.Group) schema.StateGroup {
		members := slices.Sorted(slices.Values(g.Members()))
		return schema.StateGroup{Name: g.Name, Privileges: slices.Compact(members)}
	}
	was, is := byName(r.was.model), byName(r.is.model)
	for _, name := range unionOf(was, is) {
		before, after := was[name], is[name]
		c := Change{Kind: KindGroup}
		if before != nil {
			c.Before, c.Address, c.Source = state(before[0]), before[0].Address, before[0].Decl.Range.String()
		}
		if after != nil {
			c.After, c.Address, c.Source = state(after[0]), after[0].Address, after[0].Decl.Range.String()
		}
		switch {
		case before == nil:
			c.Action = Add
		case after == nil:
			c.Action = Remove
		case slices.Equal(c.Before.(schema.StateGroup).Privileges, c.After.(schema.StateGroup).Privileges):
			continue
		default:
			c.Action = Modify
		}
		r.change(c)
	}
}

// unionOf lists the keys of two maps, sorted.
func unionOf[A, B any](a map[string]A, b map[string]B) []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	return slices.Compact(names)
}

// members compares who holds which role, and for how long.
func (r *revision) members() {
	was, is := r.was.members(r.in.Now), r.is.members(r.in.Now)
	keys := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.SortFunc(keys, schema.StateMember.Compare)
	for _, key := range slices.Compact(keys) {
		b, had := was[key]
		a, has := is[key]
		c := Change{Kind: KindMember}
		if had {
			old := key
			old.Role = oldName(r.renamed, key.Role)
			c.Address, c.Source, c.Before = b.by.Address, b.by.Decl.Range.String(), Member{old, moment(b.until)}
		}
		if has {
			c.Address, c.Source, c.After = a.by.Address, a.by.Decl.Range.String(), Member{key, moment(a.until)}
		}
		switch {
		case !had:
			c.Action = Add
		case !has:
			c.Action = Remove
			c.Note = r.expiry(key)
		case a.until.Equal(b.until):
			continue
		default:
			c.Action = Modify
		}
		r.change(c)
	}
}

// expiry says when somebody's binding expired, where one that has gives the role.
func (r *revision) expiry(m schema.StateMember) string {
	for _, b := range r.is.model.Bindings {
		if !b.Expired(r.in.Now) || b.Decl.Project.Value != m.Project {
			continue
		}
		gives := slices.ContainsFunc(b.Roles, func(o schema.BoundRole) bool { return o.Name() == m.Role })
		if gives && slices.ContainsFunc(b.Principals, func(p schema.PrincipalDecl) bool { return p.ID() == m.Principal }) {
			return "expired " + day(b.Decl.Expires.Time)
		}
	}
	return ""
}

// moment writes a time; empty for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// users compares user blocks.
func (r *revision) users() {
	byName := func(m *schema.Model) map[string]*schema.UserDecl {
		out := map[string]*schema.UserDecl{}
		for _, u := range m.Document.Users {
			out[u.Label.Value] = u
		}
		return out
	}
	was, is := byName(r.was.model), byName(r.is.model)
	for _, name := range unionOf(was, is) {
		switch b, a := was[name], is[name]; {
		case b == nil:
			r.change(Change{Kind: KindUser, Action: Add, Address: a.Address("user"), Source: a.Range.String(), After: schema.StateUser{Name: name}})
		case a == nil:
			r.change(Change{Kind: KindUser, Action: Remove, Address: b.Address("user"), Source: b.Range.String(), Before: schema.StateUser{Name: name}})
		}
	}
}

// tokens compares token blocks by their addresses.
func (r *revision) tokens() {
	byAddress := func(m *schema.Model) map[string]*schema.TokenDecl {
		out := map[string]*schema.TokenDecl{}
		for _, t := range m.Document.Tokens {
			out[t.Address("token")] = t
		}
		return out
	}
	was, is := byAddress(r.was.model), byAddress(r.is.model)
	for _, address := range unionOf(was, is) {
		c := Change{Kind: KindToken, Address: address}
		b, a := was[address], is[address]
		if b != nil {
			c.Before, c.Source = tokenOf(b), b.Range.String()
		}
		if a != nil {
			c.After, c.Source = tokenOf(a), a.Range.String()
		}
		switch {
		case b == nil:
			c.Action = Add
		case a == nil:
			c.Action = Remove
		case sameToken(c.Before.(Token), c.After.(Token)):
			continue
		default:
			c.Action = Modify
		}
		r.change(c)
	}
}

func tokenOf(d *schema.TokenDecl) Token {
	t := Token{Name: d.Label.Value, Access: []TokenAccess{}}
	if d.Keyed {
		t.Name += "_" + d.Key
	}
	switch {
	case d.Never:
		t.Expires = "never"
	case d.Expires != nil:
		t.Expires = moment(d.Expires.Time)
	}
	for _, a := range d.Access {
		t.Access = append(t.Access, TokenAccess{a.Collection.Value, a.Access.Value})
	}
	slices.SortFunc(t.Access, func(a, b TokenAccess) int {
		if c := strings.Compare(a.Collection, b.Collection); c != 0 {
			return c
		}
		return strings.Compare(a.Access, b.Access)
	})
	t.Access = slices.Compact(t.Access)
	return t
}

func sameToken(a, b Token) bool {
	return a.Expires == b.Expires && slices.Equal(a.Access, b.Access)
}
