// Package zilliz is the target "zilliz": the access model of Zilliz Cloud as a
// catalog.
//
// Cluster roles are granted the privileges of Milvus. The vendor's own roles, of
// organizations, projects and clusters, are documented as operations instead,
// and stand in the catalog as privileges of level operation, which nobody else
// can be granted. Their names say where the operation is called and in which
// table it stands:
//
//	ui.THING.VERB        the console, user roles (2024)
//	ui.cluster.VERB      the console, cluster roles (2025)
//	rest.KIND.VERB       the first RESTful API, user roles (2024)
//	sdk.KIND.VERB        the SDKs, user roles (2024)
//	rest.v2.KIND.VERB    the data plane of RESTful API v2, cluster roles (2025)
//
// An operation on data lists under operations the call of the server it makes,
// by the name under which the privileges of Milvus list it too.
package zilliz

import (
	_ "embed"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Target is Zilliz Cloud.
var Target = &target.Target{
	Kind:     kind,
	Title:    "Zilliz Cloud",
	Versions: versions,
	Catalog:  catalog,
	ReadDump: ReadDump,
	Calls:    func() *target.Calls { return target.MustCalls(calls) },
}

const kind = "zilliz"

var versions = []string{"cloud"}

//go:embed calls.json
var calls string

var shelf = target.Shelf{Lines: versions, Made: []func() *schema.Catalog{catalogCloud}}

func catalog(version string) (*schema.Catalog, bool) { return shelf.Catalog(version) }
