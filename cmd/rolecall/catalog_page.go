package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rolecall/rolecall/schema"
)

// writeCatalog writes a catalog as a page for people. The parts a target does
// not have are left out.
func writeCatalog(w io.Writer, c *schema.Catalog) error {
	p := &page{Writer: bufio.NewWriter(w)}
	fmt.Fprintf(p, "%s (%s %s)\n", c.Title, c.Kind, c.Exact())
	p.levels(c)
	p.privileges(c)
	p.unguarded(c)
	p.groups(c)
	p.roles(c)
	p.actions(c)
	p.settings(c)
	p.limits(c)
	p.plans(c)
	p.names(c)
	p.renamed(c)
	p.notes(c)
	p.sources(c)
	return p.Flush()
}

type page struct{ *bufio.Writer }

// section starts a part; a part with nothing in it is not started.
func (p *page) section(title string, n int) bool {
	if n > 0 {
		fmt.Fprintf(p, "\n%s\n", title)
	}
	return n > 0
}

// table writes rows in columns.
func (p *page) table(rows [][]string) {
	tab := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		fmt.Fprintf(tab, "  %s\n", strings.TrimRight(strings.Join(r, "\t"), "\t "))
	}
	tab.Flush()
}

func (p *page) levels(c *schema.Catalog) {
	names := make([]string, len(c.Levels))
	for i, l := range c.Levels {
		names[i] = string(l)
	}
	fmt.Fprintf(p, "\nLevels, widest first: %s\n", strings.Join(names, ", "))
	if len(c.Principals) > 0 {
		fmt.Fprintf(p, "A binding may name: %s\n", strings.Join(c.Principals, ", "))
	}
	if note := c.Behaviour.BoundRoleDropNote; note != "" {
		fmt.Fprintf(p, "Dropping a role that is held: %s\n", note)
	}
}

func (p *page) privileges(c *schema.Catalog) {
	if !p.section(fmt.Sprintf("Privileges (%d)", len(c.Privileges)), len(c.Privileges)) {
		return
	}
	rows := [][]string{{"NAME", "GRANTED AT", "LIMITED BY", "RISK", "WHAT IT DOES"}}
	for _, v := range c.Privileges {
		rows = append(rows, []string{v.Name, cmp.Or(string(v.Level), "-"), scope(&v), v.Risk, marks(&v) + cmp.Or(v.Description, v.Note)})
	}
	p.table(rows)
}

// unguarded lists what no privilege guards.
func (p *page) unguarded(c *schema.Catalog) {
	if !p.section(fmt.Sprintf("Open to everyone who is authenticated (%d)", len(c.Unguarded)), len(c.Unguarded)) {
		return
	}
	for _, name := range c.Unguarded {
		fmt.Fprintf(p, "  %s\n", name)
	}
}

// scope says what restricts a privilege.
func scope(v *schema.Privilege) string {
	if v.Dead() {
		return "guards nothing"
	}
	return string(v.Scope)
}

// marks puts what is special about a privilege before its description.
func marks(v *schema.Privilege) string {
	var m []string
	if v.OwnerOnly {
		m = append(m, "owner only")
	}
	if v.Default {
		m = append(m, "everyone has it")
	}
	if v.Escalation != "" {
		m = append(m, "can raise itself")
	}
	if len(v.Stores) > 0 {
		m = append(m, "also stores "+strings.Join(v.Stores, ", "))
	}
	if len(m) == 0 {
		return ""
	}
	return "[" + strings.Join(m, "; ") + "] "
}

func (p *page) groups(c *schema.Catalog) {
	if !p.section(fmt.Sprintf("Built-in groups (%d)", len(c.Groups)), len(c.Groups)) {
		return
	}
	for _, g := range c.Groups {
		fmt.Fprintf(p, "  %s (%s)%s\n", strings.Join(append([]string{g.Name}, g.Aliases...), ", "), cmp.Or(string(g.Level), "no level"), dash(g.Note))
		if len(g.Privileges) > 0 {
			fmt.Fprintf(p, "      %s\n", strings.Join(g.Privileges, " "))
		}
	}
}

func (p *page) roles(c *schema.Catalog) {
	if !p.section(fmt.Sprintf("Built-in roles (%d)", len(c.Roles)), len(c.Roles)) {
		return
	}
	for _, r := range c.Roles {
		of := r.Of
		switch {
		case r.Bypass:
			of += ", passes every check"
		case r.Implicit:
			of += ", everyone holds it"
		}
		fmt.Fprintf(p, "  %s (%s)%s\n", strings.Join(append([]string{r.Name}, r.Aliases...), ", "), of, dash(cmp.Or(r.Note, r.Unknown)))
		for _, g := range r.Grants {
			fmt.Fprintf(p, "      %s%s\n", strings.Join(g.Privileges, " "), on(g))
		}
	}
}

// actions lists what tokens may do in databases.
func (p *page) actions(c *schema.Catalog) {
	if c.Tokens == nil || !p.section(fmt.Sprintf("Actions of database tokens (%d)", len(c.Tokens.Actions)), len(c.Tokens.Actions)) {
		return
	}
	rows := [][]string{{"NAME", "REQUIRES", "ENOUGH", "REST", "GRPC"}}
	for i := range c.Tokens.Actions {
		x := &c.Tokens.Actions[i]
		var enough []string
		for j := range c.Tokens.Accesses {
			if a := &c.Tokens.Accesses[j]; a.Allows(x) {
				enough = append(enough, fmt.Sprintf("%s %s", a.Of, a.Access))
			}
		}
		rows = append(rows, []string{x.Name, x.Requires, strings.Join(enough, ", "), cmp.Or(x.REST, "-"), x.GRPC})
	}
	p.table(rows)
}

// on says where a built-in grant holds; targets without scopes say nothing.
func on(g schema.BuiltinGrant) string {
	if g.Database == "" && g.Collection == "" {
		return ""
	}
	return " on " + g.Database + "." + g.Collection
}

func (p *page) settings(c *schema.Catalog) {
	if !p.section("Settings of a target block", len(c.Settings)) {
		return
	}
	var rows [][]string
	for _, s := range c.Settings {
		rows = append(rows, []string{s.Name, fmt.Sprint(s.Default), s.Server, s.Description})
	}
	p.table(rows)
}

func (p *page) limits(c *schema.Catalog) {
	if !p.section("Limits", len(c.Limits)) {
		return
	}
	var rows [][]string
	for _, l := range c.Limits {
		rows = append(rows, []string{l.Name, fmt.Sprint(l.Max), l.Setting, l.Note})
	}
	p.table(rows)
}

func (p *page) plans(c *schema.Catalog) {
	if !p.section("Plans", len(c.Plans)) {
		return
	}
	var rows [][]string
	for _, l := range c.Plans {
		own := "no own roles"
		if l.CustomRoles {
			own = "own roles"
		}
		rows = append(rows, []string{l.Name, own, strings.Join(l.BuiltinRoles, ", "), l.Note})
	}
	p.table(rows)
}

func (p *page) names(c *schema.Catalog) {
	if !p.section("Names", len(c.Names)) {
		return
	}
	var rows [][]string
	for _, n := range c.Names {
		rows = append(rows, []string{n.Of, n.Rule, reserved(n)})
	}
	p.table(rows)
}

func reserved(n schema.NameRule) string {
	if n.Reserved == "" {
		return ""
	}
	return "reserved: " + n.Reserved
}

func (p *page) renamed(c *schema.Catalog) {
	if !p.section("Names that are not, or no longer", len(c.Renamed)) {
		return
	}
	var rows [][]string
	for _, r := range c.Renamed {
		rows = append(rows, []string{r.Old, "-> " + cmp.Or(r.New, "nothing"), r.Note})
	}
	p.table(rows)
}

func (p *page) notes(c *schema.Catalog) {
	if !p.section("Worth knowing", len(c.Notes)) {
		return
	}
	for _, n := range c.Notes {
		fmt.Fprintf(p, "  %s: %s\n", n.About, n.Text)
	}
}

func (p *page) sources(c *schema.Catalog) {
	if !p.section("Sources", len(c.Sources)) {
		return
	}
	var rows [][]string
	for _, name := range slices.Sorted(maps.Keys(c.Sources)) {
		s := c.Sources[name]
		rows = append(rows, []string{name, s.Date, strings.TrimSpace(s.Title + " " + s.URL)})
	}
	p.table(rows)
}

// dash is " - note", or empty.
func dash(note string) string {
	if note == "" {
		return ""
	}
	return " - " + note
}
