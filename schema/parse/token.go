package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/rolecall/rolecall/schema"
)

// token reads the claims of a token. What no server takes together is reported here.
func (f fields) token(b *hcl.Block) *schema.TokenDecl {
	t := &schema.TokenDecl{Block: f.p.base(b, 0, f.env), Expires: f.expiry("expires"), Never: f.flag("never")}
	var sound []*schema.AccessDecl
	for _, nested := range f.content.Blocks {
		a, ok := f.p.fields("access", nested.Body, f.env).access(nested)
		t.Access = append(t.Access, a)
		if ok {
			sound = append(sound, &a)
		}
	}
	if t.Expires == nil && !t.Never {
		f.p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: t.Range, Subject: t.Address("token"),
			Message: fmt.Sprintf("%s does not say when it ends", t.Address("token")), Help: `write expires = "2027-01-31", or never = true if it is to be valid for ever`,
		})
	}
	f.p.together(t, sound)
	return t
}

// access reads what a token may do. A block of which a part cannot be read gives
// nothing: without its collection it would say the whole cluster.
func (f fields) access(b *hcl.Block) (a schema.AccessDecl, ok bool) {
	a = schema.AccessDecl{Collection: f.text("collection"), Access: f.text("access"), Range: f.p.place(header(b))}
	written := f.expr("collection")
	known := []string{"r", "rw"}
	if written == nil {
		known = []string{"r", "manage"}
	}
	ok = !a.Access.Range.IsZero() && !f.strange && (written == nil) == a.Collection.Range.IsZero()
	if !a.Access.Range.IsZero() && !slices.Contains(known, a.Access.Value) {
		ok = false
		f.p.report(schema.Finding{
			Rule: "RC002", Severity: schema.Error, Range: a.Access.Range,
			Message: fmt.Sprintf("%q is no access that a token can have here", a.Access.Value),
			Help:    `on one collection it is "r" or "rw"; without a collection, for the whole cluster, "r" or "manage"`,
		})
	}
	if written != nil {
		ok = f.collection(written, a.Collection) && ok
	}
	if !ok {
		a.Access = schema.Text{}
	}
	return a, ok
}

// collection reports what is written as a collection and is none.
func (f fields) collection(e hcl.Expression, c schema.Text) bool {
	finding := schema.Finding{
		Rule: "RC002", Severity: schema.Error, Range: f.p.place(e.Range()),
		Help: "name the collections one by one, or leave collection out for the whole cluster",
	}
	v, known := f.p.value(e, f.env)
	switch {
	case known && v.IsNull():
		finding.Message = "collection is null, which names none and does not say the whole cluster either"
	case !c.Range.IsZero() && strings.Trim(c.Value, "*") == "":
		finding.Message = fmt.Sprintf("%q is no collection: names in a token are compared letter by letter", c.Value)
	default:
		return true
	}
	f.p.report(finding)
	return false
}

// together reports access blocks that one token cannot have: a collection twice,
// and the whole cluster beside anything else.
func (p *project) together(t *schema.TokenDecl, blocks []*schema.AccessDecl) {
	whole := slices.IndexFunc(blocks, func(a *schema.AccessDecl) bool { return a.Collection.Range.IsZero() })
	first := map[string]schema.Range{}
	for i, a := range blocks {
		name := a.Collection.Value
		was, again := first[name]
		switch {
		case whole >= 0 && i != whole:
			p.report(schema.Finding{
				Rule: "RC002", Severity: schema.Error, Range: a.Range, Subject: t.Address("token"),
				Message: fmt.Sprintf("%s has access to the whole cluster and more besides, which one token cannot claim", t.Address("token")),
				Help:    "keep the block for the whole cluster, or those for collections; who needs both takes two tokens",
				Related: []schema.Related{{Message: "the whole cluster is here", Range: blocks[whole].Range}},
			})
		case again:
			p.report(schema.Finding{
				Rule: "RC002", Severity: schema.Error, Range: a.Collection.Range, Subject: t.Address("token"),
				Message: fmt.Sprintf("%s names collection %q twice, and a server takes no such token", t.Address("token"), name),
				Help:    "write one access block for it: \"rw\" covers \"r\"",
				Related: []schema.Related{{Message: "first named here", Range: was}},
			})
		default:
			first[name] = a.Collection.Range
		}
	}
}
