// Package release says which version a program is: what both programs of
// rolecall must say alike before one works for the other.
package release

import (
	"cmp"
	"runtime/debug"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"
)

// Version is the version that a release build was stamped with, else that of the module
// where it was installed by version, else "(devel)".
func Version(stamped string) string {
	if info, ok := debug.ReadBuildInfo(); ok && stamped == "" {
		stamped = info.Main.Version
	}
	return cmp.Or(stamped, "(devel)")
}

// Is reports whether a version is one of a release, rather than of a
// clone or of a commit.
func Is(v string) bool { return semver.IsValid(v) && !module.IsPseudoVersion(v) }
