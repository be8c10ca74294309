// Package modelserver keeps the access objects of one server in memory and
// refuses what the vendor's server refuses, with its codes and texts: test
// support, for plans and for whoever carries them out. What a vendor does is read
// from its catalog; the texts are those of Milvus 2.5 to 3.0 and of the
// validation of Qdrant Cloud's API.
package modelserver

import (
	"fmt"
	"maps"
	"slices"

	"github.com/rolecall/rolecall/diff/plan"
	"github.com/rolecall/rolecall/schema"
)

// Server is a server. It is not safe for concurrent use.
type Server struct {
	catalog *schema.Catalog
	limits  map[string]int
	groups  map[string][]string
	roles   map[string]string // descriptions by name
	builtin map[string]bool   // roles and groups that the vendor or the configuration owns
	users   map[string]bool
	grants  map[schema.StateGrant]bool
	members map[schema.StateMember]bool
	names   map[string]bool // that stand in what the server began with: it takes them
	rest    schema.State
}

// New gives a server that begins with a state. limits override the catalog's. A
// principal that the state says holds a role is a user; what a grant or a
// membership of the state says of roles that it does not list is stored all the same.
func New(c *schema.Catalog, s *schema.State, limits map[string]int) *Server {
	n := s.Normalized(c)
	v := &Server{
		catalog: c, limits: limits, rest: *n,
		groups: map[string][]string{}, roles: map[string]string{}, builtin: map[string]bool{},
		users: map[string]bool{}, grants: map[schema.StateGrant]bool{}, members: map[schema.StateMember]bool{}, names: map[string]bool{},
	}
	for i := range c.Roles {
		v.roles[c.Roles[i].Name], v.builtin["role "+c.Roles[i].Name] = "", true
	}
	for _, r := range n.Roles {
		v.roles[r.Name] = r.Description
		if r.BuiltIn {
			v.builtin["role "+r.Name] = true
		}
		v.names[r.Name] = true
	}
	for _, g := range n.Groups {
		v.groups[g.Name] = slices.Clone(g.Privileges)
		if g.BuiltIn {
			v.builtin["group "+g.Name] = true
		}
		v.names[g.Name] = true
	}
	for _, u := range n.Users {
		v.users[u.Name] = true
	}
	for i := range c.Users {
		v.users[c.Users[i].Name] = true
	}
	for _, m := range s.Members {
		v.users[m.Principal] = true
	}
	for _, m := range n.Members {
		v.members[m] = true
	}
	for _, g := range n.Grants {
		v.grants[g] = true
		v.names[g.Database], v.names[g.Collection] = true, true
	}
	return v
}

// State is what the server has now.
func (v *Server) State() *schema.State {
	s := v.rest
	s.Groups, s.Roles, s.Users, s.Grants, s.Members = []schema.StateGroup{}, []schema.StateRole{}, []schema.StateUser{}, []schema.StateGrant{}, []schema.StateMember{}
	for name, privileges := range v.groups {
		s.Groups = append(s.Groups, schema.StateGroup{Name: name, Privileges: slices.Clone(privileges), BuiltIn: v.builtin["group "+name]})
	}
	for name, description := range v.roles {
		s.Roles = append(s.Roles, schema.StateRole{Name: name, BuiltIn: v.builtin["role "+name], Description: description})
	}
	for name := range v.users {
		s.Users = append(s.Users, schema.StateUser{Name: name})
	}
	s.Grants = slices.AppendSeq(s.Grants, maps.Keys(v.grants))
	s.Members = slices.AppendSeq(s.Members, maps.Keys(v.members))
	s.Sort()
	return &s
}

// Refusal is what a server says when it does not do what it is asked.
type Refusal struct {
	Code int
	Text string
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s (code %d)", r.Text, r.Code) }

// Codes of Milvus.
const (
	unclassified = 65535
	invalid      = 1100
	notPermitted = 1401
	groupName    = 1402
	quota        = 9
	database     = 802
)

// Codes of Qdrant Cloud, those of gRPC.
const (
	invalidArgument    = 3
	notFound           = 5
	alreadyExists      = 6
	failedPrecondition = 9
)

// coord refuses from the root coordinator, whose errors have a code of their own from 2.6 on.
func (v *Server) coord(code int, format string, args ...any) error {
	if v.catalog.Version == "2.5" {
		return &Refusal{unclassified, fmt.Sprintf(format, args...)}
	}
	if code == invalid {
		format += ": invalid parameter"
	}
	return &Refusal{code, fmt.Sprintf(format, args...)}
}

// wrong refuses for what a request says, as every version does.
func wrong(format string, args ...any) error {
	return &Refusal{invalid, fmt.Sprintf(format, args...) + ": invalid parameter"}
}

// quota refuses because there are as many as there may be.
func (v *Server) quota(reason string) error {
	if v.catalog.Version == "2.5" {
		return v.coord(unclassified, "%s", reason)
	}
	return refuse(quota, "quota exceeded[reason=%s]", reason)
}

func refuse(code int, format string, args ...any) error {
	return &Refusal{code, fmt.Sprintf(format, args...)}
}

// Do carries out an operation, or gives a *Refusal and changes nothing.
func (v *Server) Do(op plan.Operation) error {
	if !v.catalog.Behaviour.Scoped {
		return v.account(op)
	}
	a := op.Args
	switch op.Name {
	case plan.CreateGroup, plan.DropGroup, plan.AddPrivileges, plan.RemovePrivileges:
		return v.group(op)
	case plan.GrantPrivilege, plan.RevokePrivilege:
		return v.privilege(op)
	case plan.GrantPrivilegeV1, plan.RevokePrivilegeV1:
		return v.privilegeV1(op)
	case plan.CreateRole, plan.AlterRole, plan.DropRole, plan.ForceDropRole:
		return v.role(op)
	case plan.CreateUser:
		return v.createUser(a.User)
	case plan.DropUser:
		return v.dropUser(a.User)
	case plan.GrantRole, plan.RevokeRole:
		return v.bind(op)
	}
	return refuse(unclassified, "no such call: %s", op.Name)
}

func (v *Server) limit(name string) (int, bool) {
	if n, ok := v.limits[name]; ok {
		return n, true
	}
	if l := v.catalog.Limit(name); l != nil {
		return l.Max, true
	}
	return 0, false
}

// full reports whether the server holds as many of something as it may. What the
// vendor owns counts as the catalog says.
func (v *Server) full(name string, own int) bool {
	most, ok := v.limit(name)
	return ok && own+v.catalog.Limit(name).Builtin >= most
}
