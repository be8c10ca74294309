// Package compiler turns models into programs: the permission table, the
// conditions and one CEL expression a role. Package emit writes them to files.
//
// The table is the enforced meaning: rows come from [schema.Model.Rows], the one
// expansion that lint and diff use too. Nothing here knows a vendor.
package compiler

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler/claims"
	"github.com/rolecall/rolecall/schema"
)

// Program is what a policy compiles to for one target, before any format is chosen.
type Program struct {
	ID    string // of the target: NAME or NAME.KEY
	Table bundle.Table
	CEL   bundle.CEL
	// Claims are what the policy's tokens claim; nil where the target knows none.
	// Those are missing of which Unsound tells: they cannot be claimed as written.
	Claims  *claims.Document
	Unsound error
}

// Compile compiles a model. A grant whose condition does not check gives no
// rows: it fails closed, and rule RC301 tells the author. Same model, same program.
func Compile(m *schema.Model) (*Program, error) {
	c := newCompilation(m)
	c.attributes = Attributes(m.Document)
	c.conditions()
	p := &Program{ID: m.Target.ID()}
	p.Claims, p.Unsound = claims.Of(m)
	var err error
	if p.Table, err = c.table(p.Claims); err == nil {
		p.CEL, err = c.cel(&p.Table)
	}
	if err != nil {
		return nil, fmt.Errorf("compile target %q: %w", m.Target.ID(), err)
	}
	return p, nil
}

// Table compiles what a model's roles give and who holds them, for whoever
// compares many models. Rows under a condition that is not among the checked ones
// are left out, and so is what tokens may do.
func Table(m *schema.Model, checked map[string]condition.Checked) bundle.Table {
	c := newCompilation(m)
	c.checked = checked
	t, err := c.table(nil)
	if err != nil {
		panic("compiler: a table without tokens is refused: " + err.Error())
	}
	return t
}

// Conditions are the conditions of a model that check, by ID.
func Conditions(m *schema.Model) map[string]condition.Checked {
	c := newCompilation(m)
	c.attributes = Attributes(m.Document)
	c.conditions()
	return c.checked
}

// Attributes are the attributes that a document declares for its conditions, by full name.
func Attributes(doc *schema.Document) condition.Attributes {
	attributes := condition.Attributes{}
	for _, a := range doc.Attributes {
		name := a.Namespace.Value + "." + a.Label.Value
		if _, declared := attributes[name]; !declared && !condition.BuiltIn(name) {
			attributes[name] = a.Type
		}
	}
	return attributes
}

type compilation struct {
	model      *schema.Model
	target     bundle.Target
	attributes condition.Attributes
	checked    map[string]condition.Checked // by ID; a condition that does not check is missing
	sources    map[string]string
}

func newCompilation(m *schema.Model) *compilation {
	return &compilation{
		model: m, checked: map[string]condition.Checked{},
		target: bundle.Target{Kind: m.Target.Kind, Name: m.Target.ID(), Version: m.Catalog.Exact()},
	}
}

// conditions checks every distinct condition once.
func (c *compilation) conditions() {
	c.sources = map[string]string{}
	for _, cond := range c.model.Conditions {
		checked, issues := condition.Check(c.attributes, cond.Expression.Value)
		if len(issues) == 0 {
			c.checked[cond.ID] = checked
			c.sources[cond.ID] = cond.Expression.Range.String()
		}
	}
}

func (c *compilation) table(d *claims.Document) (bundle.Table, error) {
	t := bundle.Table{
		Format: bundle.TableFormat, Target: c.target,
		Grants: []bundle.Grant{}, Members: []bundle.Member{}, Implicit: []string{},
		Aliases: c.aliases(),
	}
	for _, role := range c.model.Roles {
		for _, row := range c.model.Rows(role) {
			c.add(&t, &row)
		}
	}
	c.members(&t)
	for _, role := range c.vendorRoles(&t) {
		for _, row := range c.model.BuiltinRows(role) {
			c.add(&t, &row)
		}
	}
	if err := c.tokens(&t, d); err != nil {
		return t, err
	}
	t.Normalize()
	return t, nil
}

// add appends a row, unless its condition does not check.
func (c *compilation) add(t *bundle.Table, row *schema.Row) {
	g := bundle.Grant{
		Role: row.Role, Privilege: row.Privilege.Name, Level: string(row.Privilege.Level),
		Database: row.Database, Collection: row.Collection,
		EnforcedBy: bundle.EnforcedByServer, Via: row.Via, Source: row.Source(),
	}
	if row.Condition != nil {
		if _, ok := c.checked[row.Condition.ID]; !ok {
			return
		}
		g.Condition, g.EnforcedBy = row.Condition.ID, bundle.EnforcedByService
	}
	t.Grants = append(t.Grants, g)
}

// members lists who holds which role: by the policy's bindings and by the vendor's own doing.
func (c *compilation) members(t *bundle.Table) {
	for _, h := range c.model.Holders() {
		for _, b := range h.Bound {
			member := bundle.Member{
				Principal: h.Principal, Role: b.Name(), Source: b.Binding.Decl.Range.String(), Project: b.Binding.Decl.Project.Value,
			}
			if e := b.Binding.Decl.Expires; e != nil {
				member.Expires = e.Time.Format(time.RFC3339)
			}
			t.Members = append(t.Members, member)
		}
	}
	for _, v := range c.model.Catalog.VendorMembers(c.model.Target.Setting) {
		t.Members = append(t.Members, bundle.Member{Principal: v.Principal, Role: v.Role, Source: "catalog:" + v.Principal})
	}
	for _, r := range c.model.Catalog.Implicit() {
		t.Implicit = append(t.Implicit, r.Name)
	}
}

// vendorRoles are the vendor's roles that the table speaks of: those everyone
// holds, those that bypass checks, and those that somebody is known to hold.
func (c *compilation) vendorRoles(t *bundle.Table) []*schema.BuiltinRole {
	held := map[string]bool{}
	for _, m := range t.Members {
		held[m.Role] = true
	}
	var roles []*schema.BuiltinRole
	for i := range c.model.Catalog.Roles {
		if r := &c.model.Catalog.Roles[i]; r.Implicit || r.Bypass || held[r.Name] {
			roles = append(roles, r)
		}
	}
	return roles
}

// aliases are the inventory's, where the server resolves them.
func (c *compilation) aliases() map[string]map[string]string {
	out := map[string]map[string]string{}
	if !c.model.Catalog.Has(c.model.Catalog.Behaviour.AliasesSince) {
		return out
	}
	for _, d := range c.model.Target.Databases {
		for _, a := range d.Aliases {
			if out[d.Name.Value] == nil {
				out[d.Name.Value] = map[string]string{}
			}
			out[d.Name.Value][a.Alias.Value] = a.Collection
		}
	}
	return out
}

// cel writes the conditions that rows use and the expression of every role,
// roles without rows included: theirs is false.
func (c *compilation) cel(t *bundle.Table) (bundle.CEL, error) {
	out := bundle.CEL{
		Format: bundle.CELFormat, Target: c.target, Variables: c.attributes.Variables(),
		Conditions: map[string]bundle.CELCondition{}, Roles: map[string]bundle.CELRole{},
	}
	rows := c.rowsByRole(t)
	for _, g := range t.Grants {
		if g.Condition == "" {
			continue
		}
		checked := c.checked[g.Condition]
		out.Conditions[g.Condition] = bundle.CELCondition{Expression: checked.Expression, Source: c.sources[g.Condition], Cost: checked.Cost}
	}
	names := slices.Sorted(maps.Keys(rows))
	expressions := make([]bundle.CELRole, len(names))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, name := range names {
		g.Go(func() (err error) {
			if expressions[i], err = condition.Role(rows[name], c.checked); err != nil {
				return fmt.Errorf("write the expression of role %q: %w", name, err)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return bundle.CEL{}, err
	}
	for i, name := range names {
		out.Roles[name] = expressions[i]
	}
	return out, nil
}

// rowsByRole cuts the sorted grants by role, with an empty entry for each role without rows.
func (c *compilation) rowsByRole(t *bundle.Table) map[string][]bundle.Grant {
	rows := map[string][]bundle.Grant{}
	for _, role := range c.model.Roles {
		rows[role.Name] = nil
	}
	for _, m := range t.Members {
		rows[m.Role] = nil
	}
	for _, r := range t.Implicit {
		rows[r] = nil
	}
	for from := 0; from < len(t.Grants); {
		to := from
		for to < len(t.Grants) && t.Grants[to].Role == t.Grants[from].Role {
			to++
		}
		rows[t.Grants[from].Role] = t.Grants[from:to]
		from = to
	}
	return rows
}
