package vectordb

import (
	"context"

	"github.com/rolecall/rolecall/schema"
)

// Reader reads the access objects of a server, a kind at a time. Its errors are
// refusals of the server, which may be [ErrDenied] or [ErrMissing], or say that it
// could not be asked. It is safe for concurrent use.
type Reader interface {
	// Open reports whether the server answers whoever asks: its authorization is switched off.
	Open(ctx context.Context) (bool, error)
	// Groups lists privilege groups with their members, those of the vendor included.
	Groups(ctx context.Context) ([]schema.StateGroup, error)
	// Roles lists roles; their descriptions where the call tells them.
	Roles(ctx context.Context) ([]schema.StateRole, error)
	// Grants lists what a role was granted in every database, and gives the
	// description of the role where the call tells it.
	Grants(ctx context.Context, role string) (grants []schema.StateGrant, description string, err error)
	// Users lists users by name.
	Users(ctx context.Context) ([]string, error)
	// RolesOf lists the roles that a user holds; none for a user whom the server does not have.
	RolesOf(ctx context.Context, user string) ([]string, error)
	// Databases lists the databases that the caller sees.
	Databases(ctx context.Context) ([]string, error)
	// Collections lists the collections of a database that the caller sees.
	Collections(ctx context.Context, database string) ([]string, error)
	// Aliases lists the aliases of a collection, or of all where it is empty.
	Aliases(ctx context.Context, database, collection string) ([]string, error)
}

// Backer is a reader that can be given users, roles, grants, memberships and the
// groups that are not the vendor's by one call. The vendor's own roles and users are not among them.
type Backer interface {
	Backup(ctx context.Context) (*schema.State, error)
}

// Holders is a reader that can be given who holds which role by one call.
type Holders interface {
	Members(ctx context.Context) ([]schema.StateMember, error)
}
