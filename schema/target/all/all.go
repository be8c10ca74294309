// Package all lists the targets that rolecall knows. Adding a vendor is a folder
// beside this one and a line here.
package all

import (
	"slices"

	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/milvus"
	"github.com/rolecall/rolecall/schema/target/qdrant"
	"github.com/rolecall/rolecall/schema/target/zilliz"
)

// Targets are the vendors, in the order in which they are told of.
var Targets = []*target.Target{milvus.Target, zilliz.Target, qdrant.Target}

// Find gives the target of a kind, as in "milvus"; ok is false where there is none.
func Find(kind string) (t *target.Target, ok bool) {
	if i := slices.IndexFunc(Targets, func(t *target.Target) bool { return t.Kind == kind }); i >= 0 {
		return Targets[i], true
	}
	return nil, false
}
