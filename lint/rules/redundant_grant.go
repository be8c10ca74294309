package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// RedundantGrant reports what a role grants although another of its grants, or an
// included role, gives it already, includes that another include brings, and
// names that a list has twice.
var RedundantGrant = &lint.Rule{ID: "RC502", Name: "redundant-grant", Severity: schema.Warning, Check: checkRedundantGrant}

func checkRedundantGrant(p *lint.Pass) {
	reportRepeated(p)
	for _, same := range byBlock(p.Model.Roles) {
		// Instances of one template say the same only where all of them do.
		var all [][]redundant
		for _, r := range same {
			all = append(all, redundantOf(p, r))
		}
		for _, f := range all[0] {
			if !slices.ContainsFunc(all[1:], func(other []redundant) bool {
				return !slices.ContainsFunc(other, func(o redundant) bool { return o.at == f.at })
			}) {
				f.report(p, same[0])
			}
		}
	}
}

// redundant is one thing that a role need not say.
type redundant struct {
	at      schema.Range
	message string
	by      schema.Range // what gives it already
	fix     *schema.Fix
}

func (f *redundant) report(p *lint.Pass, r *schema.Role) {
	p.Report(schema.Finding{
		Range: f.at, Subject: r.Address, Message: f.message, Fix: f.fix,
		Help:    "whoever takes the other one away believes the access gone, and servers store both: leave this one out",
		Related: []schema.Related{{Message: "given here", Range: f.by}},
	})
}

// piece is one item of a grant with all that it comes to, on the target's version
// and, where that is given, on the next: what is redundant now may be needed there.
type piece struct {
	flat schema.Flat
	item schema.Item
	on   []version
	by   *piece // what makes it redundant
}

// version is what an item comes to on one version.
type version struct {
	own rowSet // the rows of the grant itself
	// added are the rows of what is stored along with it: they go when the grant
	// does, so they replace nothing.
	added []schema.Row
}

// pieces are the items of all grants of a role, its own first.
func pieces(p *lint.Pass, r *schema.Role) []*piece {
	type key struct {
		grant *schema.Grant
		name  schema.Text
	}
	versions := []*schema.Expander{p.Model.Expander()}
	if p.Next != nil {
		versions = append(versions, &schema.Expander{Catalog: p.Next, Groups: versions[0].Groups})
	}
	index := map[key]*piece{}
	var all []*piece
	for _, f := range r.Flat() {
		for _, it := range f.Grant.Items {
			k := key{f.Grant, it.Name}
			if it.Kind == schema.ItemWildcard || it.Kind == schema.ItemLegacy {
				continue // to be replaced, not to be relied on
			}
			if _, wrong := judgeScope(p, f.Grant, it); wrong || index[k] != nil { // a generated list may have a name twice at one place
				continue
			}
			x := &piece{flat: f, item: it, on: make([]version, len(versions))}
			index[k] = x
			all = append(all, x)
		}
	}
	p.Model.Stored(r, func(s schema.Stored) {
		x := index[key{s.Grant, s.Item.Name}]
		if x == nil {
			return
		}
		for v, e := range versions {
			e.Expand(s.StateGrant, func(pr *schema.Privilege, database, collection, _ string) {
				row := schema.Row{Privilege: pr, Database: database, Collection: collection}
				if s.Added == "" {
					x.on[v].own.rows = append(x.on[v].own.rows, row)
				} else {
					x.on[v].added = append(x.on[v].added, row)
				}
			})
		}
	})
	return all
}

// mayRepeat reports whether two items of a role have a privilege in common;
// most roles need no closer look.
func mayRepeat(c *schema.Catalog, r *schema.Role) bool {
	seen := map[*schema.Privilege]bool{}
	for _, f := range r.Flat() {
		for _, it := range f.Grant.Items {
			for _, pr := range privilegesOf(c, it) {
				if seen[pr] {
					return true
				}
				seen[pr] = true
			}
		}
	}
	return false
}

func redundantOf(p *lint.Pass, r *schema.Role) []redundant {
	found := redundantIncludes(p, r)
	if !mayRepeat(p.Model.Catalog, r) {
		return found
	}
	all := pieces(p, r)
	byPrivilege := map[*schema.Privilege][]*piece{}
	for _, x := range all {
		var last *schema.Privilege
		for _, row := range x.on[0].own.rows {
			if row.Privilege != last { // a privilege of several scopes is found again, which costs little
				byPrivilege[row.Privilege] = append(byPrivilege[row.Privilege], x)
			}
			last = row.Privilege
		}
	}
	times := map[schema.Range]int{}
	for _, g := range r.Grants {
		times[g.Decl.Range]++
	}
	for _, x := range slices.Backward(all) { // of two that give the same the later one goes
		if x.flat.Grant.Role != r || len(x.on[0].own.rows) == 0 || times[x.flat.Grant.Decl.Range] > 1 {
			continue // what a dynamic block makes several of may be needed in one of them
		}
		for _, y := range byPrivilege[x.on[0].own.rows[0].Privilege] {
			if y != x && y.by == nil && coversPiece(y, x) {
				x.by = y
				break
			}
		}
	}
	byGrant := map[*schema.Grant][]*piece{}
	for _, x := range all {
		for x.by != nil && x.by.by != nil {
			x.by = x.by.by
		}
		byGrant[x.flat.Grant] = append(byGrant[x.flat.Grant], x)
	}
	for _, g := range r.Grants {
		found = append(found, redundantIn(p, g, byGrant[g])...)
	}
	return found
}

// coversPiece reports whether one item gives all that another does, at least as often.
func coversPiece(a, b *piece) bool {
	ga, gb := a.flat.Grant, b.flat.Grant
	if ga.Condition != nil && (ga.Condition != gb.Condition || ga.Deployable() != gb.Deployable()) {
		return false
	}
	for v := range b.on {
		set := &a.on[v].own
		without := func(row schema.Row) bool { return !set.covers(row, nil) }
		if slices.ContainsFunc(b.on[v].own.rows, without) || slices.ContainsFunc(b.on[v].added, without) {
			return false
		}
	}
	return true
}

// redundantIn tells of the items of one grant: of all together where none is needed.
func redundantIn(p *lint.Pass, g *schema.Grant, items []*piece) []redundant {
	var out []*piece
	for _, x := range items {
		if x.by != nil {
			out = append(out, x)
		}
	}
	if len(out) > 0 && len(out) == len(g.Decl.Privileges) {
		return []redundant{{
			at: g.Decl.Range, by: out[0].by.item.Name.Range, fix: removeBlock(p, g.Decl.Body, "grant"),
			message: fmt.Sprintf("this grant of role %q gives nothing that %s does not give", g.Role.Name, source(g, out[0].by)),
		}}
	}
	var found []redundant
	for _, x := range out {
		f := redundant{
			at: x.item.Name.Range, by: x.by.item.Name.Range,
			message: fmt.Sprintf("%s is given by %s already", named(x.item), source(g, x.by)),
		}
		if p.Model.Target.Key == "" { // other instances may need it
			f.fix = removeName(p, x.item, g.Decl.List)
		}
		found = append(found, f)
	}
	return found
}

// source names what gives something already, seen from a grant.
func source(from *schema.Grant, y *piece) string {
	text := named(y.item)
	switch {
	case len(y.flat.Via) > 0:
		text += fmt.Sprintf(" of included role %q", y.flat.Grant.Role.Name)
	case y.flat.Grant != from:
		text += " of another grant"
	}
	return text
}

// removeName is a safe fix that takes a name or a reference out of a list.
func removeName(p *lint.Pass, it schema.Item, list schema.Range) *schema.Fix {
	fix := removeElement(p, it.Name, list)
	if fix != nil {
		fix.Safe = true
	}
	return fix
}

// removeBlock is a safe fix that takes a block out with its lines; nil where
// something else stands on them, or the block is not written as one.
func removeBlock(p *lint.Pass, block schema.Range, kind string) *schema.Fix {
	if p.Model.Target.Key != "" || !strings.HasPrefix(p.Source(block), kind) {
		return nil
	}
	at, ok := wholeLines(p, block)
	if !ok {
		return nil
	}
	return &schema.Fix{Title: "remove the block", Safe: true, Edits: []schema.Edit{{Range: at}}}
}

// redundantIncludes finds includes of roles that another include brings along.
func redundantIncludes(p *lint.Pass, r *schema.Role) []redundant {
	var found []redundant
	for i, inc := range r.Includes {
		for j, other := range r.Includes {
			if i == j || other.Role == inc.Role && i < j || other.Role != inc.Role && !included(other.Role)[inc.Role] {
				continue
			}
			message := fmt.Sprintf("%s is included by %s already", inc.Role.Address, other.Role.Address)
			if other.Role == inc.Role {
				message = fmt.Sprintf("%s is included twice", inc.Role.Address)
			}
			f := redundant{at: inc.Range, by: other.Range, message: message}
			if fix := removeElement(p, schema.Text{Value: inc.Role.Address, Range: inc.Range}, r.Decl.Body); fix != nil && p.Model.Target.Key == "" {
				fix.Safe = true
				f.fix = fix
			}
			found = append(found, f)
			break
		}
	}
	return found
}
