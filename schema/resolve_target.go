package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// unmanagedValues are what a target may say of deployed objects that no policy declares.
var unmanagedValues = []string{"remove", "report", "ignore"}

// checkTarget looks at what a target block says against what its catalog knows.
func (r *resolver) checkTarget() {
	t := r.doc.Target
	if !t.Unmanaged.Range.IsZero() && !slices.Contains(unmanagedValues, t.Unmanaged.Value) {
		r.badValue(t.Unmanaged.Range, "unmanaged", t.Unmanaged.Value, unmanagedValues)
	}
	var settings, limits []string
	for _, s := range r.cat.Settings {
		settings = append(settings, s.Name)
	}
	for _, l := range r.cat.Limits {
		limits = append(limits, l.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Settings)) {
		if !slices.Contains(settings, name) {
			r.badValue(t.Settings[name].Range, "settings", name, settings)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(t.Limits)) {
		if !slices.Contains(limits, name) {
			r.badValue(t.Limits[name].Range, "limits", name, limits)
		} else if t.Limits[name].Value < 0 {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: t.Limits[name].Range, Subject: "target." + t.Name,
				Message: fmt.Sprintf("the limit of %s is %d, below nothing", name, t.Limits[name].Value), Help: "write what the server is configured to, as in 200",
			})
		}
	}
	r.checkGroups()
	if !r.cat.Behaviour.Tokens {
		for _, token := range r.doc.Tokens {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: token.Range, Subject: token.Address("token"),
				Message: fmt.Sprintf("%s has no database tokens", r.cat.Title), Help: "declare a user and bind roles to it",
			})
		}
	}
	if !r.cat.Behaviour.CustomGroups {
		for _, g := range r.doc.Groups {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: g.Range, Subject: g.Address("privilege_group"),
				Message: fmt.Sprintf("%s has no privilege groups of one's own", r.cat.Title),
				Help:    "list the permissions in the roles, from a local where several roles share them",
			})
		}
	}
	if !r.cat.Behaviour.Scoped && !r.cat.Behaviour.Tokens { // tokens name collections where grants do not
		for _, d := range t.Databases {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: d.Range, Subject: "target." + t.Name,
				Message: fmt.Sprintf("%s has no databases to list", r.cat.Title), Help: "its permissions hold for the whole account; take the block out",
			})
		}
		return
	}
	r.checkInventory()
}

// checkGroups looks at the privilege groups that a server's configuration is said to define.
func (r *resolver) checkGroups() {
	for _, g := range r.doc.Target.Groups {
		f := Finding{Rule: "RC002", Severity: Error, Range: g.Name.Range, Subject: "target." + r.doc.Target.Name}
		switch {
		case !r.cat.Behaviour.CustomGroups:
			f.Message, f.Help = r.cat.Title+" has no privilege groups", "take the attribute out"
		case !r.cat.definesGroup(g.Name.Value):
			f.Message = fmt.Sprintf("%q is no name of a privilege group of %s", g.Name.Value, r.cat.Title)
			f.Help = "groups lists those of the vendor that the server's configuration defines, as in groups = { CollectionReadOnly = [\"Query\", \"Search\"] }"
		default:
			continue
		}
		r.report(f)
	}
}

// badValue reports a word that is none of those known.
func (r *resolver) badValue(at Range, attribute, given string, known []string) {
	f := Finding{
		Rule: "RC002", Severity: Error, Range: at, Subject: "target." + r.doc.Target.Name,
		Message: fmt.Sprintf("%q is nothing that %s of a target knows", given, attribute),
		Help:    "it knows " + strings.Join(known, ", "),
	}
	if len(known) == 0 {
		f.Help = "this target has none"
	}
	if near := Nearest(given, known); near != "" {
		f.Help = fmt.Sprintf("did you mean %q?", near)
	}
	r.report(f)
}

// projectRole is what [BuiltinRole.Of] says of roles that are held in one project.
const projectRole = "project"

// checkProject reports a binding that names a project for roles that belong to
// none, and one that names none for a role that is held in a project.
func (r *resolver) checkProject(b *Binding) {
	project := b.Decl.Project
	var elsewhere []string
	for _, role := range b.Roles {
		switch {
		case role.Builtin != nil && role.Builtin.Of == projectRole:
			if project.Range.IsZero() {
				r.report(Finding{
					Rule: "RC002", Severity: Error, Range: role.Range, Subject: b.Address,
					Message: fmt.Sprintf("%q is a role of a project, and the binding names no project", role.Name()),
					Help:    "write project = \"NAME\" in the binding; for several projects, write a binding for each",
				})
			}
		case role.Builtin != nil && role.Builtin.Of == "": // nobody knows where it lives
		case role.Builtin != nil:
			elsewhere = append(elsewhere, fmt.Sprintf("%q, which is a role of the %s", role.Name(), role.Builtin.Of))
		default:
			elsewhere = append(elsewhere, role.Role.Address+", which is a role of the target")
		}
	}
	if project.Range.IsZero() || len(elsewhere) == 0 {
		return
	}
	f := Finding{
		Rule: "RC002", Severity: Error, Range: project.Range, Subject: b.Address,
		Message: "the binding names a project for " + elsewhere[0],
		Help:    "take project out: the roles hold where they belong, whatever project is written here",
	}
	switch more := len(elsewhere) - 1; {
	case !slices.ContainsFunc(r.cat.Roles, func(role BuiltinRole) bool { return role.Of == projectRole }):
		f.Message = fmt.Sprintf("%s has no projects", r.cat.Title)
		f.Help = "take the attribute out"
	case len(elsewhere) < len(b.Roles):
		f.Help = "roles of a project need a binding of their own: move the other roles to one without project"
	case more == 1:
		f.Message += ", and 1 other"
	case more > 1:
		f.Message += fmt.Sprintf(", and %d others", more)
	}
	r.report(f)
}

// checkPrincipals reports kinds of principals that the target's vendor does not have.
func (r *resolver) checkPrincipals(d *BindingDecl) {
	for _, p := range d.Principals {
		if p.Name.Value == "" || p.Name.Value == "*" {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: p.Name.Range, Subject: d.Address("binding"),
				Message: fmt.Sprintf("%q is no principal", p.Name.Value), Help: "name each holder; what everyone is to have is granted to the vendor's own role for everyone",
			})
		}
		if !slices.Contains(r.cat.Principals, p.Kind) {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: p.Name.Range, Subject: d.Address("binding"),
				Message: fmt.Sprintf("%s has no %ss that could hold roles", r.cat.Title, words(p.Kind)),
				Help:    "bind " + strings.Join(r.cat.Principals, "s or ") + "s instead",
			})
		}
	}
}
