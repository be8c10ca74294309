package bundle

import "errors"

// What a file may hold at most. Whoever can put a file in front of a service
// chooses how much memory it takes to read it; these are above what compile
// writes, and a file that is above them is refused where it is.
const (
	MaxSize       = 256 << 20 // bytes of a bundle
	MaxGrants     = 2_000_000
	MaxMembers    = 2_000_000
	MaxRoles      = 200_000 // expressions of roles, implicit roles, roles of a request
	MaxConditions = 200_000
	MaxAliases    = 200_000 // in all databases
	MaxVia        = 100     // roles and groups that a row came through
	MaxSignatures = 16
	MaxSignature  = 8 << 10                          // bytes of one
	MaxBeside     = 2 * MaxSignatures * MaxSignature // bytes of the signatures that stand beside it
)

var errTooMany = errors.New("is one more, or longer, than is read")
