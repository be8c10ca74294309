package bundle_test

import (
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// A service loads what rolecall compile wrote and asks it. Whoever holds the
// pointer goes on with the bundle that it has while another one is stored.
func Example() {
	var current atomic.Pointer[bundle.Bundle]

	file, err := os.Open("../testdata/bundle/example.json") // dist/prod/bundle.json
	if err != nil {
		panic(err)
	}
	defer file.Close()
	loaded, err := bundle.Read(file)
	if err != nil {
		panic(err) // a bundle that was changed or is not understood is refused
	}
	current.Store(loaded)

	req := bundle.Request{Principal: "alice", Privilege: "Search", Database: "catalog", Collection: "products"}
	fmt.Println(current.Load().Allowed(&req, time.Now(), nil))
	// Output: true
}

// Lookup gives the row besides, which is what a log of decisions needs; Decide says why.
func ExampleBundle_Lookup() {
	b := exampleBundle()
	for _, collection := range []string{"products", "payroll"} {
		req := &bundle.Request{Principal: "alice", Privilege: "Search", Database: "catalog", Collection: collection}
		answer := b.Lookup(req, time.Now(), nil)
		if answer.Allowed {
			fmt.Println("allowed by", b.Table.Grants[answer.Row].Source)
		} else {
			fmt.Println(b.Decide(req, time.Now(), nil).Reason)
		}
	}
	// Output:
	// allowed by roles.hcl:3:5
	// no role of "alice" ("public", "searcher") grants "Search" on collection "payroll" of database "catalog"
}

// A session looks its principal up once.
func ExampleBundle_Principal() {
	b := exampleBundle()
	alice := b.Principal("alice")
	search := b.Permission("Search", "catalog", "products")
	fmt.Println(alice.May(search, time.Now(), nil, nil))
	// Output: true
}

func ExampleBundle_WhoCan() {
	for row := range exampleBundle().WhoCan("Search", "catalog", "products", time.Now()) {
		fmt.Println(row.Principal, row.Role, row.Source)
	}
	// Output: alice searcher roles.hcl:3:5
}

func exampleBundle() *bundle.Bundle {
	data, err := os.ReadFile("../testdata/bundle/example.json")
	if err != nil {
		panic(err)
	}
	return must(bundle.Parse(data))
}
