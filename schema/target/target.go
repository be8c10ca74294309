// Package target says what a vendor must provide to be a rolecall target: its
// catalogs, the dumps of its own tools and the calls that change access. Each vendor has a folder with the
// same file names; package all lists them. Nothing outside a vendor's folder
// asks which vendor it is: it asks the catalog.
package target

import "github.com/rolecall/rolecall/schema"

// Target is one vendor.
type Target struct {
	// Kind is the first label of a target block, as in "milvus".
	Kind string
	// Title is the vendor's product, as in "Milvus".
	Title string
	// Versions lists the catalogs, newest first; the first is what a target block without a version means.
	Versions []string
	// Catalog gives the catalog for a line ("2.6") or a patch ("2.6.9") as
	// written in a policy; an empty version means the newest. It is made on
	// first use and is safe for concurrent use. ok is false for a version that is not known.
	Catalog func(version string) (c *schema.Catalog, ok bool)
	// ReadDump reads a dump of the vendor's own tools, recognised by content.
	// ok is false for anything else.
	ReadDump func(data []byte) (s *schema.State, ok bool, err error)
	// Calls gives the calls of the vendor that change access; it decodes them each time.
	Calls func() *Calls
	// AccessLog describes the access logs of the vendor's server; it decodes the
	// description each time. It is nil where the server writes none that is known.
	AccessLog func() *AccessLog
}
