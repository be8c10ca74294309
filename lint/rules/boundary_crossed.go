package rules

import (
	"fmt"
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// BoundaryCrossed reports what files give outside their boundary: roles they
// declare and roles they bind, judged by the rows that are enforced.
var BoundaryCrossed = &lint.Rule{ID: "RC215", Name: "boundary-crossed", Severity: schema.Error, Check: checkBoundaryCrossed}

func checkBoundaryCrossed(p *lint.Pass) {
	judgeBoundaries(p)
	if p.Base != nil && !p.Broken {
		checkFormerBoundaries(p)
	}
}

// judgeBoundaries judges a policy by the boundaries that it has.
func judgeBoundaries(p *lint.Pass) {
	for _, b := range p.Model.Boundaries {
		any := false
		for _, r := range p.Model.Roles {
			if b.Covers(r.Decl.Range.File) {
				any = true
				judgeDeclared(p, b, r)
			}
		}
		for _, bind := range p.Model.Bindings {
			if b.Covers(bind.Decl.Range.File) {
				any = true
				judgeBound(p, b, bind)
			}
		}
		if !any && !p.Broken {
			names := "it names none"
			if len(b.Decl.Files) > 0 {
				names = "it has " + naming(texts(b.Decl.Files))
			}
			p.Report(schema.Finding{
				Severity: schema.Warning, Range: b.Decl.Range, Subject: b.Address,
				Message: fmt.Sprintf("boundary %q bounds nothing: no file that it names has a role or a binding", b.Decl.Label.Value),
				Help:    "files are named from the top of the project, with ** for any directories beneath; " + names,
			})
		}
	}
}

// judgeDeclared judges a role that a bounded file declares, its includes counted.
func judgeDeclared(p *lint.Pass, b *schema.Boundary, r *schema.Role) {
	if !b.AllowsRole(r.Name) {
		crossed(p, b, r.Decl.Range, r.Address, fmt.Sprintf("declares role %q", r.Name), allowedRoles(b))
	}
	outside := map[schema.Range][]schema.Row{}
	var order []schema.Range
	for _, row := range p.Model.Rows(r) {
		if b.AllowsDatabase(row.Database) {
			continue
		}
		at := placeIn(r, row)
		if outside[at] == nil {
			order = append(order, at)
		}
		outside[at] = append(outside[at], row)
	}
	for _, at := range order {
		crossed(p, b, at, r.Address, fmt.Sprintf("gives role %q %s", r.Name, accessOf(p.Model.Catalog, outside[at], 3)), allowedDatabases(b))
	}
}

// placeIn is where a role brings a row in: its own grant, or the include that has it.
func placeIn(r *schema.Role, row schema.Row) schema.Range {
	if row.Grant.Role == r {
		return row.Grant.Decl.Range
	}
	for _, inc := range r.Includes {
		if inc.Role == row.Grant.Role || included(inc.Role)[row.Grant.Role] {
			return inc.Range
		}
	}
	return r.Decl.Range
}

// judgeBound judges what a binding of a bounded file gives, unless the role is
// declared within the boundary and was judged there.
func judgeBound(p *lint.Pass, b *schema.Boundary, bind *schema.Binding) {
	if bind.Expired(p.Now) {
		return
	}
	for _, r := range bind.Roles {
		if r.Role != nil && b.Covers(r.Role.Decl.Range.File) {
			continue
		}
		var outside []schema.Row
		for _, row := range p.Access.Rows(r) {
			if !b.AllowsDatabase(row.Database) {
				outside = append(outside, row)
			}
		}
		gives := fmt.Sprintf("binds role %q", r.Name())
		switch {
		case !b.AllowsRole(r.Name()):
			crossed(p, b, r.Range, bind.Address, gives, allowedRoles(b))
		case len(outside) > 0:
			crossed(p, b, r.Range, bind.Address, gives+", which gives "+accessOf(p.Model.Catalog, outside, 3), allowedDatabases(b))
		case r.Builtin != nil && r.Builtin.Unknown != "" && b.Decl.Databases != nil:
			crossed(p, b, r.Range, bind.Address, gives+", whose access is not published", allowedDatabases(b))
		}
	}
}

func crossed(p *lint.Pass, b *schema.Boundary, at schema.Range, subject, what, allowed string) {
	p.Report(schema.Finding{
		Range: at, Subject: subject,
		Message: fmt.Sprintf("the file %s outside boundary %q, which allows %s", what, b.Decl.Label.Value, allowed),
		Help:    fmt.Sprintf("whoever may change %s may give no more than that: keep within it, move the block to a file that may, or widen the boundary", firstOf(quoteEach(texts(b.Decl.Files)), shown)),
		Related: []schema.Related{{Message: "the boundary", Range: b.Decl.Range}},
	})
}

func allowedRoles(b *schema.Boundary) string {
	return fmt.Sprintf("roles called %q", b.Decl.Roles.Value)
}

func allowedDatabases(b *schema.Boundary) string {
	if len(b.Decl.Databases) == 0 {
		return "no database"
	}
	return scope("database", slices.Clone(b.Decl.Databases)) + " alone"
}
