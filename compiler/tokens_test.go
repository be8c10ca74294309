package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema/parse"
)

// drawnToken is a token as a server would read it: the cluster's access, or that of collections.
type drawnToken struct {
	name        string
	cluster     string
	collections map[string]string
	never       bool
}

// drawTokens draws a policy of tokens.
func drawTokens(t *rapid.T) (policy string, tokens []drawnToken) {
	var b strings.Builder
	b.WriteString("target \"qdrant\" \"q\" {}\n")
	for i := range rapid.IntRange(1, 2).Draw(t, "tokens") {
		d := drawnToken{name: fmt.Sprintf("t%d", i), collections: map[string]string{}, never: rapid.Bool().Draw(t, "never")}
		fmt.Fprintf(&b, "token %q {\n", d.name)
		if d.never {
			b.WriteString("  never = true\n")
		} else {
			b.WriteString("  expires = \"2026-12-01\"\n")
		}
		if d.cluster = rapid.SampledFrom([]string{"", "r", "manage"}).Draw(t, "cluster"); d.cluster != "" {
			fmt.Fprintf(&b, "  access {\n    access = %q\n  }\n", d.cluster)
		} else {
			for _, c := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c d", "ä"}), 1, 3, rapid.ID).Draw(t, "collections") {
				d.collections[c] = rapid.SampledFrom([]string{"r", "rw"}).Draw(t, "access")
				fmt.Fprintf(&b, "  access {\n    collection = %q\n    access     = %q\n  }\n", c, d.collections[c])
			}
		}
		b.WriteString("}\n")
		tokens = append(tokens, d)
	}
	return b.String(), tokens
}

// allows is the server's reading of a claim: what a call requires against the flags of the access.
func (d *drawnToken) allows(requires, collection string) bool {
	kind, needs, _ := strings.Cut(requires, ":")
	switch {
	case kind == "open" || kind == "any":
		return true
	case d.cluster == "manage":
		return true
	case d.cluster == "r":
		return strings.HasPrefix(needs, "read")
	case kind == "global":
		return false
	}
	switch d.collections[collection] {
	case "rw":
		return true
	case "r":
		return strings.HasPrefix(needs, "read")
	}
	return false
}

// Table and expressions answer for tokens as a server reads their claims, until they end.
func TestAgreementOnTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		policy, tokens := drawTokens(t)
		m := models(t, parse.File{Path: "a.hcl", Data: []byte(policy)})[0]
		p, err := compiler.Compile(m)
		if err != nil || p.Unsound != nil {
			t.Fatal(err, p.Unsound)
		}
		b, err := bundle.Parse(bundle.Encode(&p.Table, &p.CEL))
		if err != nil {
			t.Fatal(err)
		}
		engine, err := condition.NewEngine(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []time.Time{now, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)} {
			for _, d := range append(tokens, drawnToken{name: "stranger"}) {
				for _, x := range m.Catalog.Tokens.Actions {
					for _, c := range []string{"", "a", "b", "c d", "ä"} {
						req := &bundle.Request{Principal: "token:" + d.name, Privilege: x.Name, Collection: c}
						want := d.name != "stranger" && (d.never || at == now) && d.allows(x.Requires, c)
						table, cel := b.Decide(req, at, nil), b.DecideWith(engine, req, at, nil)
						if table.Allowed != want || cel.Allowed != want {
							t.Fatalf("%s\n%+v at %s: want %v, table %v (%s), CEL %v (%s)", policy, *req, at, want, table.Allowed, table.Reason, cel.Allowed, cel.Reason)
						}
					}
				}
			}
		}
	})
}

// A role of the account has nothing of a token's, and a role that is called like
// the one under which a token's access is kept is refused.
func TestTokensAndRoles(t *testing.T) {
	const token = `
target "qdrant" "q" {}
token "search" {
  never = true
  access {
    access = "manage"
  }
}
binding "b" {
  roles = [role.r]
  users = ["ana@example.com"]
}
role "r" {
  name = %q
  grant {
    privileges = ["read:cluster_data", "write:cluster_data"]
  }
}
`
	m := models(t, parse.File{Path: "a.hcl", Data: fmt.Appendf(nil, token, "data engineer")})[0]
	p, err := compiler.Compile(m)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.New(p.Table, p.CEL)
	if err != nil {
		t.Fatal(err)
	}
	for principal, want := range map[string]bool{"token:search": true, "ana@example.com": false, "search": false} {
		if got := b.Decide(&bundle.Request{Principal: principal, Privilege: "delete_collection", Collection: "a"}, now, nil); got.Allowed != want {
			t.Errorf("%s: %+v", principal, got)
		}
	}
	if got := b.Decide(&bundle.Request{Principal: "token:search", Privilege: "write:cluster_data"}, now, nil); got.Allowed {
		t.Errorf("%+v", got)
	}
	for principal, want := range map[string]bool{"ana@example.com": true, "a-stranger": true, "token:search": false, "token:a-stranger": false} {
		if got := b.Decide(&bundle.Request{Principal: principal, Privilege: "read:profile"}, now, nil); got.Allowed != want {
			t.Errorf("what the role of every member gives, for %s: %+v", principal, got)
		}
	}
	m = models(t, parse.File{Path: "a.hcl", Data: fmt.Appendf(nil, token, "token:search")})[0]
	if _, err := compiler.Compile(m); err == nil || !strings.Contains(err.Error(), `role "token:search" at a.hcl:13:1 has the name`) {
		t.Error(err)
	}
}

// A token that cannot be claimed as it is written has neither claims nor rows,
// though what is wrong with it is suppressed.
func TestUnsoundTokens(t *testing.T) {
	for _, tt := range []struct{ block, want string }{
		{`never = true`, `token "x": it says nothing of access, which a server takes for all there is`},
		{"never = true\naccess {\naccess = \"rw\"\n}", `token "x": access "" is none that a token can have there`},
		{"never = true\naccess {\naccess = \"r\"\n}\naccess {\ncollection = \"a\"\naccess = \"r\"\n}", `token "x": it has access to the whole cluster and more besides`},
		{"never = true\naccess {\ncollection = \"a\"\naccess = \"r\"\n}\naccess {\ncollection = \"a\"\naccess = \"rw\"\n}", `token "x": collection "a" is named twice`},
		{"access {\naccess = \"r\"\n}", `token "x": it does not say when it ends`},
		{"expires = \"soon\"\naccess {\naccess = \"r\"\n}", `token "x": it is said to expire`},
		{"never = true\nexpires = \"2027-01-01\"\naccess {\naccess = \"r\"\n}", `token "x": it says when it ends, and that it never does`},
		{"never = true\naccess {\ncollection = null\naccess = \"r\"\n}", `token "x": access "" is none that a token can have there`},
		{"never = true\naccess {\ncollection = local.none\naccess = \"r\"\n}", `token "x": access "" is none that a token can have there`},
	} {
		m := models(t, parse.File{Path: "a.hcl", Data: []byte("target \"qdrant\" \"q\" {}\ntoken \"x\" {\n" + tt.block + "\n}\n")})[0]
		p, err := compiler.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		if p.Unsound == nil || !strings.Contains(p.Unsound.Error(), tt.want) || !strings.HasPrefix(p.Unsound.Error(), "a.hcl:2:1") {
			t.Errorf("%s: %v", tt.block, p.Unsound)
		}
		if len(p.Claims.Tokens) > 0 || slices.ContainsFunc(p.Table.Members, func(m bundle.Member) bool { return m.Principal == "token:x" }) {
			t.Errorf("%s: %+v", tt.block, p.Claims)
		}
	}
}
