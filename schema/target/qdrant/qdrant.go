// Package qdrant is the target "qdrant": the access model of Qdrant Cloud as a
// catalog, and the dumps that its command line and API write.
//
// Permissions are named VERB:RESOURCE and hold for the whole account. The
// catalog lists the methods of the management API by SERVICE.METHOD without the
// leading qdrant.cloud, and with each permission the methods that ask for it.
package qdrant

import (
	_ "embed"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Target is Qdrant Cloud.
var Target = &target.Target{
	Kind:     kind,
	Title:    "Qdrant Cloud",
	Versions: versions,
	Catalog:  catalog,
	ReadDump: ReadDump,
	Calls:    func() *target.Calls { return target.MustCalls(calls) },
}

const kind = "qdrant"

var versions = []string{"cloud"}

//go:embed calls.json
var calls string

var shelf = target.Shelf{Lines: versions, Made: []func() *schema.Catalog{catalogCloud}}

func catalog(version string) (*schema.Catalog, bool) { return shelf.Catalog(version) }
