package policytest

import (
	"maps"
	"slices"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/schema"
)

// names are what "*" stands for in tests of a target: every database and
// collection that its policy or inventory names, and one that nothing names.
type names struct {
	model       *schema.Model
	databases   []string
	collections map[string][]string // by database, "*" for those named for any; without other
	other       string
}

func newNames(m *schema.Model) *names {
	n := &names{model: m, collections: map[string][]string{}}
	add := func(database string, collections ...string) {
		if database == "" {
			database = bundle.DefaultDatabase
		}
		n.collections[database] = append(n.collections[database], collections...)
	}
	for _, d := range m.Target.Databases {
		add(d.Name.Value, values(d.Collections)...)
		for _, a := range d.Aliases {
			add(d.Name.Value, a.Alias.Value)
		}
	}
	for _, role := range m.Roles {
		for _, g := range role.Grants {
			for _, d := range values(g.Decl.Databases) {
				add(d, values(g.Decl.Collections)...)
			}
		}
	}
	n.databases = slices.Sorted(maps.Keys(n.collections))
	n.databases = slices.DeleteFunc(n.databases, func(d string) bool { return d == bundle.Any })
	for n.other = "any_other"; n.isNamed(n.other); n.other += "_" {
	}
	return n
}

func (n *names) isNamed(name string) bool {
	for d, collections := range n.collections {
		if d == name || slices.Contains(collections, name) {
			return true
		}
	}
	return false
}

func values(ts []schema.Text) []string {
	vs := make([]string, len(ts))
	for i, t := range ts {
		vs[i] = t.Value
	}
	return vs
}

// inDatabases are the databases that a list of an expectation stands for.
func (n *names) inDatabases(written []schema.Text) []string {
	var out []string
	for _, t := range written {
		if t.Value == bundle.Any {
			out = append(append(out, n.databases...), n.other)
		} else {
			out = append(out, t.Value)
		}
	}
	return once(out)
}

// inCollections are the collections that a list of an expectation stands for in a database.
func (n *names) inCollections(database string, written []schema.Text) []string {
	if database == "" {
		database = bundle.DefaultDatabase
	}
	var out []string
	for _, t := range written {
		if t.Value == bundle.Any {
			named := slices.Concat(n.collections[database], n.collections[bundle.Any])
			slices.Sort(named)
			named = slices.DeleteFunc(named, func(c string) bool { return c == bundle.Any })
			out = append(append(out, named...), n.other)
		} else {
			out = append(out, t.Value)
		}
	}
	return once(out)
}

// once keeps the first of equal names.
func once(list []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}

// prepare lists what a test asks: every combination. Beyond most it stops.
func (n *names) prepare(t *schema.Test, now time.Time, most int) *test {
	p := &test{Test: t, at: now}
	if t.At != nil {
		p.at = *t.At
	}
	if t.Decl.HasRoles {
		p.roles = []string{}
		for _, r := range t.Roles {
			p.roles = append(p.roles, r.Name())
		}
	}
	base := bundle.Request{Principal: t.Decl.Principal.Value, Roles: p.roles, Attributes: attributes(t)}
	for _, e := range t.Expects {
		asked := map[*schema.Privilege]bool{}
		for i := range e.Items {
			for _, privilege := range n.privileges(e, e.Items[i]) {
				if asked[privilege] || len(p.checks) > most {
					continue
				}
				asked[privilege] = true
				p.ask(n, Check{Expect: e, Item: &e.Items[i], Request: base, At: p.at}, privilege)
			}
		}
	}
	return p
}

// ask adds the questions about one privilege.
func (t *test) ask(n *names, c Check, p *schema.Privilege) {
	c.Request.Privilege = p.Name
	databases := n.inDatabases(c.Expect.Decl.Databases)
	if cluster := n.model.Catalog.Behaviour.ClusterDatabase; p.Level == schema.LevelCluster && cluster != "" {
		databases = []string{cluster} // the server authorises it there, whatever is named
	}
	if len(databases) == 0 {
		databases = []string{""}
	}
	for _, d := range databases {
		collections := n.inCollections(d, c.Expect.Decl.Collections)
		if len(collections) == 0 {
			collections = []string{""}
		}
		for _, name := range collections {
			c.Request.Database, c.Request.Collection = d, name
			t.checks = append(t.checks, c)
		}
	}
}

// privileges are those that an item of an expectation stands for, in catalog
// order. A privilege that guards nothing is asked for where it is named itself.
func (n *names) privileges(e *schema.Expect, it schema.Item) []*schema.Privilege {
	if it.Kind == schema.ItemPrivilege {
		return []*schema.Privilege{it.Privilege}
	}
	never := schema.Never{Items: []schema.Item{it}}
	set := never.Privileges(n.model.Catalog)
	var out []*schema.Privilege
	for i := range n.model.Catalog.Privileges {
		p := &n.model.Catalog.Privileges[i]
		single := schema.Item{Kind: schema.ItemPrivilege, Privilege: p}
		if set[p] && !p.Dead() && e.Lacks(single) == "" {
			out = append(out, p)
		}
	}
	return out
}

// attributes are what requests of a test say.
func attributes(t *schema.Test) bundle.Attributes {
	var a bundle.Attributes
	for _, attr := range t.Decl.Attributes {
		var of *map[string]any
		switch attr.Namespace {
		case "principal":
			of = &a.Principal
		case "resource":
			of = &a.Resource
		case "request":
			of = &a.Request
		default:
			panic("policytest: no attributes of " + attr.Namespace)
		}
		if *of == nil {
			*of = map[string]any{}
		}
		(*of)[attr.Name] = attr.Value
		if attr.FullName() == "request.time" && t.At != nil {
			(*of)[attr.Name] = t.At.Format(time.RFC3339Nano)
		}
	}
	return a
}
