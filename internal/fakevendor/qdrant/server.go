package qdrant

import (
	"slices"
	"sync"

	accountv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/account/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	uiv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/ui/v1"
	"google.golang.org/grpc"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/qdrant"
)

// Account is the id of the one account that a server has.
const Account = "5c0a1e00-0000-4000-8000-000000000000"

// Options say how a server begins and how it goes about things.
type Options struct {
	State *schema.State // what the account holds; nil for the vendor's roles alone
	// Callers are those whom the server knows, by what they show.
	Callers     map[string]Caller
	Permissions []string // what the server says there is; nil for what the catalog says
	// PageSize makes lists come in pages; 0 for whole lists, as the vendor's are today.
	PageSize int
}

// Caller is who may call. The zero value is a management key that may do all that a key may.
type Caller struct {
	User        string   // the address of a user, whose roles say what it may do; empty for a management key
	Permissions []string // those of a management key; nil for all
}

// Server is a server. It is safe for concurrent use.
type Server struct {
	iamv1.UnimplementedIAMServiceServer
	accountv1.UnimplementedAccountServiceServer
	uiv1.UnimplementedAggregationServiceServer

	options Options
	catalog *schema.Catalog

	mu    sync.Mutex
	model *modelserver.Server
	book  book
	view  *view // what the server shows; nil after a change
	calls int
}

// New gives a server.
func New(o Options) *Server {
	c, ok := qdrant.Target.Catalog("")
	if !ok {
		panic("fakevendor: no catalog")
	}
	if o.State == nil {
		o.State = &schema.State{}
	}
	s := &Server{options: o, catalog: c, book: newBook()}
	s.model = modelserver.New(c, withSystemRoles(c, o.State), nil)
	return s
}

// withSystemRoles fills in what the vendor's roles permit, which a server says and
// a catalog does not: the owner all, an administrator all but what is the owner's.
func withSystemRoles(c *schema.Catalog, s *schema.State) *schema.State {
	out := *s
	out.Grants = slices.Clone(s.Grants)
	for i := range c.Roles {
		r := &c.Roles[i]
		if slices.ContainsFunc(s.Grants, func(g schema.StateGrant) bool { return g.Role == r.Name }) {
			continue
		}
		for j := range c.Privileges {
			p := &c.Privileges[j]
			if r.Bypass || r.Implicit && p.Default || !r.Bypass && !r.Implicit && !p.OwnerOnly {
				out.Grants = append(out.Grants, schema.StateGrant{Role: r.Name, Privilege: p.Name})
			}
		}
	}
	return &out
}

// GRPC gives the server on the network; who calls passes the guard. around is
// called outermost, for tests that have calls fail.
func (s *Server) GRPC(around ...grpc.UnaryServerInterceptor) *grpc.Server {
	g := grpc.NewServer(grpc.ChainUnaryInterceptor(append(around, s.guard)...))
	iamv1.RegisterIAMServiceServer(g, s)
	accountv1.RegisterAccountServiceServer(g, s)
	uiv1.RegisterAggregationServiceServer(g, s)
	return g
}

// State is what the account holds now.
func (s *Server) State() *schema.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.model.State()
}

// Do changes the account behind the back of whoever calls.
func (s *Server) Do(op plan.Operation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.do(op)
}

// do has the model carry out an operation, and keeps ids with their roles.
func (s *Server) do(op plan.Operation) error {
	if err := s.model.Do(op); err != nil {
		return err
	}
	s.book.note(op)
	s.view = nil
	return nil
}
