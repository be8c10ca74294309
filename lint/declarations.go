package lint

import (
	"github.com/rolecall/rolecall/schema"
)

// declaration is a top-level block by what it is called.
type declaration struct {
	address string // with the target it is for; instances have the same
	at      schema.Range
}

// declarations are the blocks of a document that have an address. Of a target
// the header is enough: what stands in it has none of its own.
func declarations(doc *schema.Document) []declaration {
	return declarationsAs(doc, doc.Target.Name)
}

// declarationsAs are the same for a target that has another name now.
func declarationsAs(doc *schema.Document, target string) []declaration {
	list := []declaration{{"target." + target, doc.Target.Range}}
	add := func(kind string, b *schema.Block) {
		list = append(list, declaration{target + " " + schema.RefAddress(kind, b.Label.Value, "", false), b.Body})
	}
	for _, x := range doc.Groups {
		add("privilege_group", &x.Block)
	}
	for _, x := range doc.Roles {
		add("role", &x.Block)
	}
	for _, x := range doc.Users {
		add("user", &x.Block)
	}
	for _, x := range doc.Bindings {
		add("binding", &x.Block)
	}
	for _, x := range doc.Tokens {
		add("token", &x.Block)
	}
	for _, x := range doc.Attributes {
		add("attribute", &x.Block)
	}
	for _, x := range doc.Conditions {
		add("condition", &x.Block)
	}
	for _, x := range doc.Invariants {
		add("invariant", &x.Block)
	}
	for _, x := range doc.Separations {
		add("separation", &x.Block)
	}
	for _, x := range doc.Boundaries {
		add("boundary", &x.Block)
	}
	return list
}
