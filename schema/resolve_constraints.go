package schema

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Invariant is access that the policy says nobody may have.
type Invariant struct {
	Decl    *InvariantDecl
	Address string // as in invariant.prod_is_safe
	Never   []*Never
}

// Never is one shape of forbidden access. Names that do not resolve stay among
// Items, of kind [ItemUnknown]; exceptions that do not are left out, so that a
// mistake forbids more and not less. The privilege "*" here is every privilege.
type Never struct {
	Decl   *NeverDecl
	Items  []Item
	Except []BoundRole
}

// Privileges is the set that the shape names.
func (n *Never) Privileges(c *Catalog) map[*Privilege]bool {
	set := map[*Privilege]bool{}
	add := func(names []string) {
		for _, name := range names {
			if p := c.Privilege(name); p != nil {
				set[p] = true
			}
		}
	}
	for _, it := range n.Items {
		switch {
		case it.Kind == ItemPrivilege:
			set[it.Privilege] = true
		case it.Kind == ItemGroup:
			add(it.Group.Members())
		case it.Kind == ItemWildcard, it.Kind == ItemLegacy && len(it.Builtin.Privileges) == 0:
			for i := range c.Privileges {
				set[&c.Privileges[i]] = true
			}
		case it.Kind == ItemBuiltin, it.Kind == ItemLegacy:
			add(it.Builtin.Privileges)
		}
	}
	return set
}

// Separation is a set of roles of which nobody may hold more than AtMost.
type Separation struct {
	Decl    *SeparationDecl
	Address string
	Roles   []BoundRole
	AtMost  int
}

// Boundary is what the files that match it may give.
type Boundary struct {
	Decl    *BoundaryDecl
	Address string
}

// Covers reports whether the boundary holds for a file of the project.
func (b *Boundary) Covers(file string) bool {
	return slices.ContainsFunc(b.Decl.Files, func(glob Text) bool { return MatchPath(glob.Value, file) })
}

// AllowsRole reports whether files within the boundary may give a role of that name on the target.
func (b *Boundary) AllowsRole(name string) bool {
	if b.Decl.Roles.Range.IsZero() {
		return true
	}
	ok, err := path.Match(b.Decl.Roles.Value, name)
	return err == nil && ok
}

// AllowsDatabase reports whether files within the boundary may give access to a
// database; "*" is every database and within none but "*".
func (b *Boundary) AllowsDatabase(name string) bool {
	return b.Decl.Databases == nil || slices.ContainsFunc(b.Decl.Databases, func(d Text) bool { return d.Value == name || d.Value == "*" })
}

// MatchPath matches a path against a glob: *, ? and […] within one name, as in
// path.Match, and ** for any number of directories, none included. A glob that
// is malformed matches nothing.
func MatchPath(glob, name string) bool {
	return matchParts(strings.Split(glob, "/"), strings.Split(name, "/"))
}

func matchParts(glob, name []string) bool {
	for i, part := range glob {
		if part == "**" {
			rest := glob[i+1:]
			if len(rest) == 0 {
				return i < len(name) // something beneath it
			}
			for j := i; j <= len(name); j++ {
				if matchParts(rest, name[j:]) {
					return true
				}
			}
			return false
		}
		if i >= len(name) {
			return false
		}
		if ok, err := path.Match(part, name[i]); err != nil || !ok {
			return false
		}
	}
	return len(glob) == len(name)
}

// linkConstraints resolves what the rest of the policy must keep to.
func (r *resolver) linkConstraints() {
	seen := map[string]bool{}
	first := func(address string) bool {
		again := seen[address]
		seen[address] = true
		return !again // the second of two is told of by duplicates
	}
	for _, d := range r.doc.Invariants {
		if inv := (&Invariant{Decl: d, Address: d.Address("invariant")}); first(inv.Address) {
			r.model.Invariants = append(r.model.Invariants, inv)
			for _, n := range d.Never {
				r.checkUnscoped(n.Databases, n.Collections)
				inv.Never = append(inv.Never, &Never{Decl: n, Items: r.forbidden(n.Privileges), Except: r.boundRoles(n.Except)})
			}
		}
	}
	for _, d := range r.doc.Separations {
		if s := (&Separation{Decl: d, Address: d.Address("separation"), AtMost: d.AtMost}); first(s.Address) {
			s.Roles = r.boundRoles(d.Roles)
			r.model.Separations = append(r.model.Separations, s)
		}
	}
	for _, d := range r.doc.Boundaries {
		if b := (&Boundary{Decl: d, Address: d.Address("boundary")}); first(b.Address) {
			r.checkUnscoped(d.Databases)
			r.checkGlobs(d)
			r.model.Boundaries = append(r.model.Boundaries, b)
		}
	}
}

// forbidden looks up the privileges of a never block, where "*" is a privilege on every target.
func (r *resolver) forbidden(names []Name) []Item {
	items := r.items(names)
	for i := range items {
		if items[i].Kind == ItemUnknown && items[i].Name.Value == "*" {
			items[i].Kind = ItemWildcard
		}
	}
	return items
}

func (r *resolver) boundRoles(names []Name) []BoundRole {
	var roles []BoundRole
	for _, n := range names {
		if b, ok := r.boundRole(n); ok {
			roles = append(roles, b)
		}
	}
	return roles
}

// checkUnscoped reports scopes on a target that has none.
func (r *resolver) checkUnscoped(scopes ...[]Text) {
	if r.cat.Behaviour.Scoped {
		return
	}
	for _, scope := range scopes {
		for _, t := range scope {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: t.Range, Subject: t.Value,
				Message: fmt.Sprintf("%s has no databases and collections to name", r.cat.Title), Help: "its permissions hold for the whole account; take the attribute out",
			})
		}
	}
}

// checkGlobs reports patterns that cannot match anything.
func (r *resolver) checkGlobs(d *BoundaryDecl) {
	globs := d.Files
	if !d.Roles.Range.IsZero() {
		globs = append(slices.Clone(globs), d.Roles)
	}
	for _, g := range globs {
		if _, err := path.Match(g.Value, ""); err != nil {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: g.Range, Subject: d.Address("boundary"),
				Message: fmt.Sprintf("%q is no pattern", g.Value), Help: "a pattern has *, ? and [a-z], and in files ** for any number of directories",
			})
		}
	}
}
