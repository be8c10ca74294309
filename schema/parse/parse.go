// Package parse reads policies: HCL and its JSON form in, documents out, one a
// target instance. It is the only room that knows HCL. It does no I/O: files
// come as bytes, and whatever is wrong with them is a finding beside everything
// else that could be read.
package parse

import "github.com/rolecall/rolecall/schema"

// File is one file of a project. Path is relative to the project, with forward slashes.
type File struct {
	Path string
	Data []byte
}

// Options are the inputs of a policy besides its files.
type Options struct {
	// Vars gives values to variables, latest wins: name → value as typed on a command line.
	Vars map[string]string
	// Values gives values to variables that are already decoded (from TOML): string, bool,
	// int64, float64, []any or map[string]any. Vars win over them.
	Values map[string]any
	Limits Limits
}

// Limits bound what a policy may take. A zero field means the default.
type Limits struct {
	FileBytes    int // of one file; default 8 MiB
	ProjectBytes int // of all files; default 64 MiB
	Nesting      int // brackets, blocks and templates within each other; default 200
	Instances    int // blocks after for_each, dynamic and targets; default 100,000
}

// Project reads the files of a project and gives its documents and what was
// found wrong (rules RC001 to RC007). It always gives both.
func Project(files []File, o Options) (*schema.Project, []schema.Finding) {
	return nil, nil
}
