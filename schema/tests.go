package schema

import (
	"fmt"
	"slices"
	"time"
)

// TestDecl is a test block: what one principal may do, and what it may not.
type TestDecl struct {
	Block
	Description Text
	Principal   Text // as tables name it: a user by name, the others as kind:name
	Roles       []Name
	HasRoles    bool // roles is written: an empty list leaves the implicit roles alone
	Attributes  []TestAttribute
	Expects     []*ExpectDecl // in source order
}

// TestAttribute is what a test says of a request. Value is a string, a bool, a
// float64 or a list of strings as []any, as a request has them.
type TestAttribute struct {
	Namespace string // principal, resource or request
	Name      string
	Value     any
	Range     Range
}

// FullName is the attribute as conditions read it, as in principal.tenant.
func (a TestAttribute) FullName() string { return a.Namespace + "." + a.Name }

// ExpectDecl is an allow or a deny block of a test. A nil list of databases or
// collections is one that is not written.
type ExpectDecl struct {
	Allow       bool
	Privileges  []Name
	Databases   []Text
	Collections []Text
	Role        *Name // the role that must allow it; nil for any
	Reason      Text  // what the reason of the decision must contain
	Range       Range // the header
	List        Range // the privileges attribute
}

// Test is a test of the policy. A principal that the policy does not know is
// one that holds the implicit roles alone.
type Test struct {
	Decl    *TestDecl
	Address string // as in test["searcher cannot write"]
	Roles   []BoundRole
	// At is the moment that the test names as request.time; nil where it names none.
	At      *time.Time
	Expects []*Expect
}

// Name is the test as people are told of it: its label, and its key where it has one.
func (t *Test) Name() string {
	if t.Decl.Keyed {
		return fmt.Sprintf("%s[%q]", t.Decl.Label.Value, t.Decl.Key)
	}
	return t.Decl.Label.Value
}

// Expect is an expectation of a test. Names that do not resolve stay among
// Items, of kind [ItemUnknown]. The privilege "*" here is every privilege.
type Expect struct {
	Decl  *ExpectDecl
	Items []Item
	Role  *BoundRole // nil for any
}

// Lacks names the scope that a request for the item needs and the expectation
// does not name: database or collection, or nothing. Of items of several levels,
// such as "*", those are asked for whose scope is named.
func (e *Expect) Lacks(it Item) string {
	if it.Kind != ItemPrivilege && it.Kind != ItemBuiltin && it.Kind != ItemGroup {
		return ""
	}
	switch level := it.Level(); {
	case (level == LevelDatabase || level == LevelCollection) && e.Decl.Databases == nil:
		return "database"
	case level == LevelCollection && e.Decl.Collections == nil:
		return "collection"
	}
	return ""
}

// linkTests resolves the tests.
func (r *resolver) linkTests() {
	seen := map[string]bool{}
	for _, d := range r.doc.Tests {
		t := &Test{Decl: d, Address: d.Address("test")}
		if seen[t.Address] {
			continue // told as a duplicate
		}
		seen[t.Address] = true
		t.At = r.testTime(d)
		for _, n := range d.Roles {
			if b, ok := r.testRole(n); ok {
				t.Roles = append(t.Roles, b)
			}
		}
		for _, e := range d.Expects {
			t.Expects = append(t.Expects, r.expect(e))
		}
		if len(d.Expects) == 0 {
			r.report(Finding{
				Rule: "RC002", Severity: Error, Range: d.Range, Subject: t.Address,
				Message: "a test without allow and deny expects nothing", Help: "write what must be so: allow { … } or deny { … }",
			})
		}
		r.checkTestPrincipal(t)
		r.model.Tests = append(r.model.Tests, t)
	}
}

func (r *resolver) expect(d *ExpectDecl) *Expect {
	e := &Expect{Decl: d, Items: r.forbidden(d.Privileges)}
	r.checkUnscoped(d.Databases, d.Collections)
	if d.Role != nil {
		if b, ok := r.testRole(*d.Role); ok {
			e.Role = &b
		}
	}
	return e
}

// testRole looks up a role. One that is removed is still unknown: nobody can hold it.
func (r *resolver) testRole(n Name) (BoundRole, bool) {
	b, ok := r.boundRole(n)
	if !ok && n.Ref != nil && n.Ref.Kind == "role" && r.removed(n.Ref) {
		r.unknownRef(n, "role")
	}
	return b, ok
}

// testTime reads request.time, by which a test judges expiry too.
func (r *resolver) testTime(d *TestDecl) *time.Time {
	i := slices.IndexFunc(d.Attributes, func(a TestAttribute) bool { return a.FullName() == "request.time" })
	if i < 0 {
		return nil
	}
	a := d.Attributes[i]
	if s, ok := a.Value.(string); ok {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if at, err := time.Parse(layout, s); err == nil {
				at = at.UTC()
				return &at
			}
		}
	}
	r.report(Finding{
		Rule: "RC002", Severity: Error, Range: a.Range, Subject: d.Address("test"),
		Message: "request.time is no moment in time", Help: `write an RFC 3339 time, as in "2026-11-20T10:00:00Z", or a day`,
	})
	return nil
}

// checkTestPrincipal warns of a principal that is most likely misspelt: a deny
// would hold for whoever it is.
func (r *resolver) checkTestPrincipal(t *Test) {
	if t.Decl.HasRoles || t.Decl.Principal.Value == "" {
		return
	}
	var known []string
	for _, h := range r.model.Holders() {
		known = append(known, h.Principal)
	}
	for _, u := range r.cat.Users {
		known = append(known, u.Name)
	}
	near := Nearest(t.Decl.Principal.Value, known)
	if near == "" || slices.Contains(known, t.Decl.Principal.Value) || r.broken {
		return
	}
	r.report(Finding{
		Rule: "RC004", Severity: Warning, Range: t.Decl.Principal.Range, Subject: t.Address,
		Message: fmt.Sprintf("no binding names %q, which holds what everyone holds and no more", t.Decl.Principal.Value),
		Help:    fmt.Sprintf("did you mean %q? A stranger is better called something that nobody takes for a slip", near),
	})
}
