package review

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/schema"
)

// builder makes the data of one target.
type builder struct {
	ground     *query.Ground
	out        *targetS
	privileges *list[string, query.Privilege]
	scopes     *list[[2]string, [2]string]
	conditions *list[string, condition]
	links      *list[link, link]
	ways       *list[string, way]
	sets       *list[string, []int]
	roles      *list[string, *role]
	places     *list[string, []string]
	pieces     int // of roles
	reached    int // lines of reaches
}

func (t *Target) data() (*targetS, int) {
	g := t.Ground
	b := &builder{
		ground: g, out: &targetS{ID: g.Target.Name, Of: "policy", Kind: g.Target.Kind, Title: g.Catalog.Title, Version: g.Target.Version, Scoped: g.Catalog.Behaviour.Scoped},
		privileges: newList[string, query.Privilege](), scopes: newList[[2]string, [2]string](), conditions: newList[string, condition](),
		links: newList[link, link](), ways: newList[string, way](), sets: newList[string, []int](), roles: newList[string, *role](), places: newList[string, []string](),
	}
	if g.State != nil {
		b.out.Of = "deployed"
	} else {
		b.out.Revision = revision(g.Bundle)
	}
	b.declare()
	if b.rows(); b.pieces > MostPieces {
		return b.out, b.pieces
	}
	b.principals()
	b.out.Notes = append([]query.Unmodelled{}, g.Unmodelled(nil, "")...)
	b.aliases()
	o := b.out
	o.Rows = len(g.Bundle.Table.Grants)
	o.Privileges, o.Scopes, o.Conditions, o.Links, o.Ways, o.Sets, o.Roles, o.Places = b.privileges.all, b.scopes.all, b.conditions.all, b.links.all, b.ways.all, b.sets.all, b.roles.all, b.places.all
	b.draw()
	o.Changes = changesOf(t.Diff)
	return o, b.pieces
}

// revision is that of the bundle that a policy compiles to.
func revision(b *bundle.Bundle) string {
	var head struct{ Revision string }
	if err := json.Unmarshal(bundle.Encode(&b.Table, &b.CEL), &head); err != nil {
		panic("review: a bundle does not read as it was written: " + err.Error())
	}
	return head.Revision
}

// declare numbers roles and conditions by name, so that their order is that of names.
func (b *builder) declare() {
	t, names := &b.ground.Bundle.Table, map[string]bool{}
	for name := range b.ground.Bundle.CEL.Roles {
		names[name] = true
	}
	for i := range t.Grants {
		names[t.Grants[i].Role] = true
	}
	for i := range t.Members {
		names[t.Members[i].Role] = true
	}
	for _, name := range t.Implicit {
		names[name] = true
	}
	written := map[string]*schema.Role{}
	about := map[string]string{}
	if m := b.ground.Model; m != nil {
		for _, r := range m.Roles {
			written[r.Name] = r
		}
		for _, c := range m.Conditions {
			if c.Decl != nil {
				about[c.ID] = c.Decl.Description.Value
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		b.roles.of(name, func() *role { return b.role(name, written[name]) })
	}
	all := b.ground.Bundle.CEL.Conditions
	for _, id := range slices.Sorted(maps.Keys(all)) {
		b.conditions.of(id, func() condition {
			return condition{ID: id, About: about[id], Expression: all[id].Expression, Place: all[id].Source}
		})
	}
}

// role is what is known of a role besides its rows.
func (b *builder) role(name string, written *schema.Role) *role {
	r := &role{Name: name, Everyone: slices.Contains(b.ground.Bundle.Table.Implicit, name), Pieces: []int32{}}
	if v := b.ground.Catalog.VendorRole(name); v != nil {
		r.Vendor, r.Bypass, r.Unknown, r.About = true, v.Bypass, v.Unknown, v.Note
	}
	if written == nil {
		if s := b.ground.State; s != nil {
			for i := range s.Roles {
				if s.Roles[i].Name == name && s.Roles[i].Description != "" {
					r.About = s.Roles[i].Description
				}
			}
		}
		return r
	}
	r.Address, r.About, r.Place = written.Address, written.Decl.Description.Value, written.Decl.Range.String()
	for _, inc := range written.Includes {
		r.Includes = append(r.Includes, b.link(query.Link{Kind: query.LinkInclude, Name: inc.Role.Address, Source: inc.Range.String()}))
	}
	return r
}

func (b *builder) link(l query.Link) int {
	d := link{l.Kind, l.Name, l.Source}
	return b.links.of(d, func() link { return d })
}

func (b *builder) aliases() {
	b.out.Aliases = [][3]string{}
	all := b.ground.Bundle.Table.Aliases
	for _, database := range slices.Sorted(maps.Keys(all)) {
		for _, alias := range slices.Sorted(maps.Keys(all[database])) {
			b.out.Aliases = append(b.out.Aliases, [3]string{database, alias, all[database][alias]})
		}
	}
}

// kindOf is the kind of a principal by its name, as in group:NAME.
func kindOf(name string, kinds []string) string {
	kind, _, prefixed := strings.Cut(name, ":")
	switch {
	case bundle.IsToken(name):
		return "token"
	case prefixed && slices.Contains(kinds, kind):
		return kind
	}
	return "user"
}
