package rules

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// OrphanGrant reports deployed grants on databases or collections that the
// server no longer has. Those that the policy makes as well are unknown-scope's.
var OrphanGrant = &lint.Rule{ID: "RC604", Name: "orphan-grant", Severity: schema.Warning, Check: checkOrphanGrant, Needs: lint.NeedsState}

func checkOrphanGrant(p *lint.Pass) {
	s := p.State
	if !p.Model.Catalog.Behaviour.Scoped || p.Broken || !s.Knows(schema.CoversGrants) || !s.Knows(schema.CoversDatabases) || len(s.Databases) == 0 {
		return // a server has at least one database, so a list of none says nothing
	}
	wanted := map[[3]string]bool{}
	for _, g := range p.Model.Desired(p.Now).Grants {
		wanted[[3]string{g.Role, g.Database, g.Collection}] = true
	}
	there := map[string]map[string]bool{} // collections and aliases by database; nil where they are not known
	for _, d := range s.Databases {
		there[d.Name] = collectionsOf(d)
	}
	orphans := map[orphan][]string{}
	for _, g := range s.Normalized(p.Model.Catalog).Grants {
		if b := vendorOwned(p.Model.Catalog, g.Role); b != nil && !b.Grantable {
			continue // the vendor's to take back
		}
		database := g.Database
		if wanted[[3]string{g.Role, database, g.Collection}] || p.Model.Catalog.Behaviour.Objects[g.ObjectType] == "user" {
			continue
		}
		o := orphan{role: g.Role, database: database}
		switch collections, known := there[database]; {
		case database == "*" && (collectionNowhere(there, g.Collection)):
			o.collection = g.Collection
		case database == "*":
			continue
		case !known && database != p.Model.Catalog.Behaviour.DefaultDatabase:
		case known && collections != nil && isNamed(g.Collection) && !collections[g.Collection]:
			o.collection = g.Collection
		default:
			continue
		}
		orphans[o] = append(orphans[o], g.Privilege)
	}
	for _, o := range slices.SortedFunc(maps.Keys(orphans), orphan.compare) {
		o.report(p, orphans[o])
	}
}

// orphan is what a role has grants on and the server lacks; without a collection the database itself.
type orphan struct{ role, database, collection string }

func (o orphan) compare(b orphan) int {
	return cmp.Or(cmp.Compare(o.role, b.role), cmp.Compare(o.database, b.database), cmp.Compare(o.collection, b.collection))
}

func isNamed(collection string) bool { return collection != "" && collection != "*" }

func collectionsOf(d schema.StateDatabase) map[string]bool {
	if d.Collections == nil {
		return nil
	}
	set := map[string]bool{}
	for _, c := range d.Collections {
		set[c] = true
	}
	for alias := range d.Aliases {
		set[alias] = true
	}
	return set
}

// collectionNowhere reports whether no database has a collection of that name, as far as all are known.
func collectionNowhere(there map[string]map[string]bool, collection string) bool {
	if !isNamed(collection) || len(there) == 0 {
		return false
	}
	for _, collections := range there {
		if collections == nil || collections[collection] {
			return false
		}
	}
	return true
}

func (o orphan) report(p *lint.Pass, privileges []string) {
	f := schema.Finding{Range: p.Model.Target.Range, Subject: schema.RefAddress("state.role", o.role, "", false)}
	for _, r := range p.Model.Roles {
		if r.Name == o.role {
			f.Range, f.Subject = r.Decl.Range, r.Address
		}
	}
	slices.Sort(privileges)
	what, again := fmt.Sprintf("database %q", o.database), "database"
	if o.collection != "" {
		what, again = fmt.Sprintf("collection %q of database %q", o.collection, o.database), "collection"
	}
	b := &p.Model.Catalog.Behaviour
	f.Message = fmt.Sprintf("role %q still has %s on %s, which is gone", o.role, firstOf(slices.Compact(privileges), 3), what)
	f.Help = fmt.Sprintf("whoever makes a %s of that name gives the role its old access with it", again)
	if b.GrantedRoleDrop {
		f.Help += ", and the server refuses to drop a role that has grants, wherever they are"
	}
	f.Help += "; a deployment that takes what is not declared revokes it: run one, or revoke it by hand"
	p.Report(f)
}
