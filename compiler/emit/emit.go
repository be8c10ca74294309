// Package emit writes programs as files. Formats is the one list of them.
package emit

import (
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler"
)

// Format is one file that a program can be written to.
type Format struct {
	Name string // as in --emit table
	File string // its name in the target's folder
	// Asked says that the file is written only where --emit names it.
	Asked bool
	// Write gives the file's bytes: the same for the same program.
	Write func(*compiler.Program) ([]byte, error)
	// Sealed gives the file with a signature in it; nil where the format has none.
	Sealed func(*compiler.Program, Seal) ([]byte, error)
	// Notes tells what of a program the file cannot say; nil where it says everything.
	Notes func(*compiler.Program) []string
}

// Seal is what files are signed with.
type Seal struct {
	Signer *signature.Signer
	Serial uint64
	Policy *signature.Policy // nil where it is not known
}

// Formats lists every format, in the order in which --help names them.
var Formats = []Format{Table, CEL, Bundle, OPA, QdrantJWT}

// Find gives a format by its name.
func Find(name string) (Format, bool) {
	for _, f := range Formats {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
