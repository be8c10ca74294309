package docs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

// newAuthorizer is what adopting.md shows.
func newAuthorizer(data []byte) (func(*bundle.Request) bundle.Decision, error) {
	b, err := bundle.Parse(data) // refuses a bundle that was changed
	if err != nil {
		return nil, err
	}
	conditions, err := condition.Load(b)
	if err != nil {
		return nil, err
	}
	return func(req *bundle.Request) bundle.Decision {
		return b.Decide(req, time.Now(), conditions)
	}, nil
}

// What the page shows is what is compiled here, line by line.
func TestSnippets(t *testing.T) {
	source := flat(string(read(t, "service_test.go")))
	for _, b := range blocks(read(t, "adopting.md")) {
		if b.info == "go" && !strings.Contains(source, flat(b.text)) {
			t.Errorf("adopting.md shows Go that is not in service_test.go:\n%s", b.text)
		}
	}
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

func Example_service() {
	authorize, err := newAuthorizer(exampleBundle())
	if err != nil {
		fmt.Println(err)
		return
	}
	d := authorize(&bundle.Request{Principal: "svc_search", Privilege: "Search", Database: "catalog", Collection: "products"})
	fmt.Println(d.Allowed, d.Reason)
	d = authorize(&bundle.Request{Principal: "svc_search", Privilege: "Insert", Database: "catalog", Collection: "products"})
	fmt.Println(d.Allowed, d.Reason)
	// Output:
	// true role "searcher" grants it
	// false no role of "svc_search" ("public", "searcher") grants "Insert" on collection "products" of database "catalog"
}

// exampleBundle is what compile writes for a policy of one role.
func exampleBundle() []byte {
	project, _ := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(`
target "milvus" "prod" {
  version = "2.6"
}
role "searcher" {
  grant {
    privileges = ["CollectionReadOnly"]
    database   = "catalog"
    collection = "products"
  }
}
binding "search" {
  roles = [role.searcher]
  users = ["svc_search"]
}
`)}}, parse.Options{})
	vendor, _ := all.Find("milvus")
	cat, _ := vendor.Catalog("2.6")
	m, _ := schema.Resolve(project.Documents[0], cat, false)
	program, err := compiler.Compile(m)
	if err != nil {
		panic(err)
	}
	return bundle.Encode(&program.Table, &program.CEL)
}
