package schema

import "fmt"

// checkInventory looks at the databases that a target lists: what is listed twice,
// has no name, or is an alias of nothing says of a server what no server can have.
func (r *resolver) checkInventory() {
	subject := "target." + r.doc.Target.Name
	seen := map[string]Range{}
	for _, d := range r.doc.Target.Databases {
		if d.Name.Value == "" || d.Name.Value == "*" {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: d.Range, Subject: subject,
				Message: fmt.Sprintf("%q is no database", d.Name.Value), Help: "list each database by its name; scopes may say \"*\" for any",
			})
			continue
		}
		if first, again := seen[d.Name.Value]; again {
			r.duplicate(fmt.Sprintf("database %q is listed twice", d.Name.Value), subject, d.Range, first)
			continue
		}
		seen[d.Name.Value] = d.Range
		r.checkAliases(subject, d)
	}
}

// checkAliases reports aliases that share a name with a collection of the
// database, and those of what the database does not list.
func (r *resolver) checkAliases(subject string, d *DatabaseDecl) {
	collections, names := map[string]Range{}, []string{}
	for _, c := range d.Collections {
		collections[c.Value] = c.Range
		names = append(names, c.Value)
	}
	aliases := map[string]string{}
	for _, a := range d.Aliases {
		aliases[a.Alias.Value] = a.Collection
	}
	for _, a := range d.Aliases {
		if first, both := collections[a.Alias.Value]; both {
			r.duplicate(fmt.Sprintf("%q is a collection of database %q and an alias too", a.Alias.Value, d.Name.Value), subject, a.Alias.Range, first)
			continue
		}
		f := Finding{Rule: "RC004", Severity: Error, Range: a.Alias.Range, Subject: subject}
		switch real, chained := aliases[a.Collection]; {
		case !collections[a.Collection].IsZero():
			continue
		case chained:
			f.Message = fmt.Sprintf("alias %q stands for %q, which is an alias itself", a.Alias.Value, a.Collection)
			f.Help = fmt.Sprintf("an alias stands for a collection: write %q", real)
		case len(names) == 0:
			continue // its collections are not listed
		default:
			f.Message = fmt.Sprintf("alias %q stands for %q, which is no collection of database %q", a.Alias.Value, a.Collection, d.Name.Value)
			f.Severity, f.Help = Warning, "correct the name, or add the collection to the list"
			if near := Nearest(a.Collection, names); near != "" {
				f.Severity, f.Help = Error, fmt.Sprintf("did you mean %q?", near)
			}
		}
		r.report(f)
	}
}
