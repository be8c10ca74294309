// Package milvus is the target "milvus": the access model of Milvus 2.5, 2.6 and
// 3.0 as catalogs, and the dumps that Milvus and milvus-backup write.
//
// A catalog says of each privilege at which level it is granted, with which
// object type it is stored and how finely the server really applies it; where
// versions differ, each has its own file. The catalogs hold data alone: how a
// grant becomes access is package schema's.
package milvus

import (
	_ "embed"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Target is Milvus.
var Target = &target.Target{
	Kind:      kind,
	Title:     "Milvus",
	Versions:  versions,
	Catalog:   catalog,
	ReadDump:  ReadDump,
	Calls:     func() *target.Calls { return target.MustCalls(calls) },
	AccessLog: func() *target.AccessLog { return target.MustAccessLog(accessLog) },
}

const kind = "milvus"

var versions = []string{"3.0", "2.6", "2.5"}

//go:embed calls.json
var calls string

//go:embed accesslog.json
var accessLog string

var shelf = target.Shelf{Lines: versions, Made: []func() *schema.Catalog{catalog30, catalog26, catalog25}}

func catalog(version string) (*schema.Catalog, bool) { return shelf.Catalog(version) }
