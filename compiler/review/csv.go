package review

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

// columns are those of the CSV.
var columns = []string{
	"target", "of", "principal", "kind", "role", "binding", "bound_at", "expires", "project", "privilege", "risk", "level",
	"database", "collection", "condition", "expression", "enforced_by", "via", "granted_at",
}

// CSV writes every row that somebody has, with a head, sorted by target, principal and
// role: what auditors ask for. What a spreadsheet would take for a formula is none.
func CSV(w io.Writer, p *Page) error {
	c := csv.NewWriter(w)
	if err := c.Write(columns); err != nil {
		return err
	}
	for i := range p.Targets {
		if err := newLines(&p.Targets[i]).write(c); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// lines are the rows of one target.
type lines struct {
	ground   *query.Ground
	of       string
	known    map[string]query.Privilege
	enforced map[string]string // by role and row
	members  map[string][]*bundle.Member
	bound    map[string]query.Link // by principal, role and project
}

func newLines(t *Target) *lines {
	l := &lines{ground: t.Ground, of: "policy", known: map[string]query.Privilege{}, enforced: map[string]string{}, members: map[string][]*bundle.Member{}, bound: map[string]query.Link{}}
	if t.Ground.State != nil {
		l.of = "deployed"
	}
	table := &t.Ground.Bundle.Table
	for i := range table.Grants {
		if g := &table.Grants[i]; g.Condition != "" {
			l.enforced[rowKey(g.Role, g.Privilege, g.Database, g.Collection, g.Condition)] = g.EnforcedBy
		}
	}
	for i := range table.Members {
		if m := &table.Members[i]; t.Ground.Active(m) {
			key := rowKey(m.Principal, m.Role, m.Project)
			l.members[key] = append(l.members[key], m)
		}
	}
	return l
}

func rowKey(parts ...string) string { return strings.Join(parts, "\x00") }

func (l *lines) write(c *csv.Writer) error {
	cells := make([]string, len(columns))
	for _, name := range l.ground.Principals() {
		kind := kindOf(name, l.ground.Catalog.Principals)
		for a := range l.ground.WhatCan(name) {
			copy(cells, l.line(&a, kind))
			for i := range cells {
				cells[i] = queryreport.Cell(cells[i])
			}
			if err := c.Write(cells); err != nil {
				return err
			}
		}
	}
	return nil
}

func (l *lines) line(a *bundle.Access, kind string) []string {
	p, known := l.known[a.Privilege]
	if !known {
		p = l.ground.Privilege(a.Privilege)
		l.known[a.Privilege] = p
	}
	by := l.held(a)
	enforced, expression := bundle.EnforcedByServer, ""
	if a.Condition != "" {
		enforced = l.enforced[rowKey(a.Role, a.Privilege, a.Database, a.Collection, a.Condition)]
		expression = l.ground.Bundle.CEL.Conditions[a.Condition].Expression
	}
	return []string{
		l.ground.Target.Name, l.of, a.Principal, kind, a.Role, by.Name, by.Source, by.Until, a.Project, a.Privilege, p.Risk, string(p.Level),
		a.Database, a.Collection, a.Condition, expression, enforced, strings.Join(a.Via, " > "), a.Source,
	}
}

// held says by which binding, that which lasts longest; a role that everyone has by none.
func (l *lines) held(a *bundle.Access) query.Link {
	key := rowKey(a.Principal, a.Role, a.Project)
	link, known := l.bound[key]
	if known {
		return link
	}
	link = query.Link{Name: "everyone", Source: "catalog:" + a.Role}
	if members := l.members[key]; len(members) > 0 {
		link = l.ground.MemberLink(slices.MaxFunc(members, shorter))
	}
	l.bound[key] = link
	return link
}

// shorter compares members by how long they last.
func shorter(a, b *bundle.Member) int {
	if a.Expires == "" || b.Expires == "" {
		return cmp.Compare(len(b.Expires), len(a.Expires)) // one without an end lasts longest
	}
	return strings.Compare(a.Expires, b.Expires)
}
