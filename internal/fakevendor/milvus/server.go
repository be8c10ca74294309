package milvus

import (
	"maps"
	"slices"
	"sync"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/internal/modelserver"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
)

// Options say how a server begins and how it goes about things.
type Options struct {
	Target *target.Target // whose server it is
	// Version is what the server calls itself, as "2.6.19"; empty for the newest line.
	Version string
	State   *schema.State  // what it holds; nil for what every server has
	Limits  map[string]int // in place of the catalog's
	// Passwords are those of users; who has none cannot sign in. The vendor's own
	// user has "Milvus" where nothing else is said.
	Passwords map[string]string
	Keys      []string // API keys, which may do everything
	// Superusers may replace passwords without the old ones (common.security.superUsers).
	Superusers []string
	// Open switches authorization off.
	Open bool
	// Missing lists calls that the server does not have, by the names of gRPC.
	Missing []string
	// Projects has the control plane of Zilliz Cloud answer: by the project's ID,
	// the members that its state holds under the name. nil: it has no such calls.
	Projects map[string]string
}

// Server is a server. It is safe for concurrent use.
type Server struct {
	milvuspb.UnimplementedMilvusServiceServer

	options Options
	catalog *schema.Catalog
	faults  faults

	mu      sync.Mutex
	model   *modelserver.Server
	secrets map[string]string // of users
	scopes  []schema.StateDatabase
	cloud   []schema.StateMember // who holds roles of the control plane
	view    *view                // what the server shows; nil after a change
}

// New gives a server. It panics for a version that the target does not have.
func New(o Options) *Server {
	c, ok := o.Target.Catalog(o.Version)
	if !ok {
		panic("fakevendor: no such version: " + o.Version)
	}
	if o.State == nil {
		o.State = &schema.State{}
	}
	s := &Server{options: o, catalog: c, secrets: maps.Clone(o.Passwords)}
	if s.secrets == nil {
		s.secrets = map[string]string{}
	}
	for i := range c.Users {
		if name := c.Users[i].Name; s.secrets[name] == "" {
			s.secrets[name] = "Milvus"
		}
	}
	state := *o.State
	state.Members = nil
	for _, m := range o.State.Members {
		if r := c.Role(m.Role); m.Project != "" || r != nil && r.Of != "cluster" {
			s.cloud = append(s.cloud, m)
		} else {
			state.Members = append(state.Members, m)
		}
	}
	s.model = modelserver.New(withoutCloud(c), &state, o.Limits)
	s.scopes = slices.Clone(o.State.Databases)
	if !slices.ContainsFunc(s.scopes, func(d schema.StateDatabase) bool { return d.Name == c.Behaviour.DefaultDatabase }) {
		s.scopes = append(s.scopes, schema.StateDatabase{Name: c.Behaviour.DefaultDatabase, Collections: []string{}})
	}
	return s
}

// withoutCloud is a catalog with the roles of a server alone: those of projects
// and organizations it does not have.
func withoutCloud(c *schema.Catalog) *schema.Catalog {
	own := *c
	own.Roles = slices.DeleteFunc(slices.Clone(c.Roles), func(r schema.BuiltinRole) bool { return r.Of != "cluster" })
	own.Index()
	return &own
}

// State is what the server holds now, with the vendor's groups as it lists them.
func (s *Server) State() *schema.State {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := *s.look().state
	state.Target = schema.StateTarget{Kind: s.options.Target.Kind, Version: s.options.Version}
	state.Members = append(slices.Clone(state.Members), s.cloud...)
	state.Databases = slices.Clone(s.scopes)
	state.Covers, state.Settings = nil, nil
	state.Sort()
	return &state
}

// Do changes the server behind the back of whoever calls.
func (s *Server) Do(op plan.Operation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.do(op)
}

func (s *Server) do(op plan.Operation) error {
	if err := s.model.Do(op); err != nil {
		return err
	}
	if op.Name == plan.DropUser {
		delete(s.secrets, op.Args.User)
	}
	s.view = nil
	return nil
}
