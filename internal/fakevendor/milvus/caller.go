package milvus

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/rolecall/rolecall/schema"
)

// caller is who makes a call.
type caller struct {
	user     string
	key      bool   // by an API key, which may do everything
	database string // the connection stands in
}

type callerKey struct{}

func callerOf(ctx context.Context) caller {
	who, _ := ctx.Value(callerKey{}).(caller)
	return who
}

// signIn finds out who shows a token; the error is the text of the server.
func (s *Server) signIn(token string) (caller, string) {
	user, password, ok := strings.Cut(token, ":")
	switch {
	case !ok && slices.Contains(s.options.Keys, token):
		return caller{user: "apikey user", key: true}, ""
	case !ok:
		return caller{}, "auth check failure, please check api key is correct"
	case s.knows(user, password):
		return caller{user: user}, ""
	}
	return caller{}, "auth check failure, please check username and password are correct"
}

func (s *Server) knows(user, password string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return password != "" && s.secrets[user] == password
}

// authenticate reads the metadata of a call.
func (s *Server) authenticate(ctx context.Context) (caller, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	who := caller{user: "root"}
	if !s.options.Open {
		shown := md.Get("authorization")
		if len(shown) == 0 {
			return who, status.Error(codes.Unauthenticated, "missing authorization in header")
		}
		token, err := base64.StdEncoding.DecodeString(shown[0])
		if err != nil {
			return who, status.Error(codes.Unauthenticated, "invalid token format")
		}
		var text string
		if who, text = s.signIn(string(token)); text != "" {
			return who, status.Error(codes.Unauthenticated, text)
		}
	}
	if names := md.Get("dbname"); len(names) > 0 {
		who.database = names[0]
	}
	return who, nil
}

// permit holds a call to the annotation of its message, as the interceptor of the
// proxy does: a call without one is open to whoever signed in.
func (s *Server) permit(who caller, req proto.Message) error {
	options := req.ProtoReflect().Descriptor().Options()
	if s.options.Open || who.key || !proto.HasExtension(options, commonpb.E_PrivilegeExtObj) {
		return nil
	}
	ext := proto.GetExtension(options, commonpb.E_PrivilegeExtObj).(*commonpb.PrivilegeExt)
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	if u := s.catalog.User(who.user); u != nil && slices.ContainsFunc(u.Roles, s.bypasses) {
		return nil
	}
	roles := append(slices.Clone(v.held[who.user]), s.implicit()...)
	object := named(req, ext.GetObjectNameIndex())
	if ext.GetObjectType() == commonpb.ObjectType_User && object == who.user || ownGrants(req, roles) || slices.ContainsFunc(roles, s.bypasses) {
		return nil
	}
	name := strings.TrimPrefix(ext.GetObjectPrivilege().String(), "Privilege")
	database := s.databaseOf(who, req, name)
	if slices.ContainsFunc(roles, func(role string) bool { return s.opens(v, role, name, database, object) }) {
		return nil
	}
	return status.Errorf(codes.PermissionDenied, "%s: permission deny to %s in the `%s` database", ext.GetObjectPrivilege(), who.user, database)
}

// bypasses reports whether a role passes every check; the vendor's administrator
// of a cluster does, as far as is known.
func (s *Server) bypasses(role string) bool {
	r := s.catalog.Role(role)
	return r != nil && (r.Bypass || r.Name == "db_admin")
}

func (s *Server) implicit() []string {
	var out []string
	for _, r := range s.catalog.Implicit() {
		out = append(out, r.Name)
	}
	return out
}

// databaseOf is the database that a call is checked against: before 3.0 that of
// the connection, whatever the call names.
func (s *Server) databaseOf(who caller, req proto.Message, privilege string) string {
	b := &s.catalog.Behaviour
	database := who.database
	if b.RequestDatabase == "request" {
		if f := req.ProtoReflect().Descriptor().Fields().ByName("db_name"); f != nil && req.ProtoReflect().Get(f).String() != "" {
			database = req.ProtoReflect().Get(f).String()
		}
	}
	if p := s.catalog.Privilege(privilege); p != nil && p.Level == schema.LevelCluster && b.ClusterDatabase != "" {
		database = b.ClusterDatabase
	}
	if database == "" {
		database = b.DefaultDatabase
	}
	return database
}

// opens reports whether a role opens a privilege on an object of a database.
func (s *Server) opens(v *view, role, privilege, database, object string) bool {
	rows := s.opened(v, role)
	for _, d := range []string{database, "*"} {
		for _, o := range []string{object, "*"} {
			if rows[opening{privilege, d, o}] {
				return true
			}
		}
	}
	return false
}

// ownGrants reports whether a call reads the grants of a role that the caller holds.
func ownGrants(req proto.Message, roles []string) bool {
	q, ok := req.(interface{ GetEntity() *grantEntity })
	return ok && req.ProtoReflect().Descriptor().Name() == "SelectGrantRequest" && slices.Contains(roles, q.GetEntity().GetRole().GetName())
}

// named is the object that a call names by a field: its value, or that of the
// first field of what it holds. Without such a field it is any.
func named(req proto.Message, index int32) string {
	f := req.ProtoReflect().Descriptor().Fields().ByNumber(protoreflect.FieldNumber(index))
	if index <= 0 || f == nil {
		return "*"
	}
	v := req.ProtoReflect().Get(f)
	if f.Message() == nil {
		return fmt.Sprint(v.Interface())
	}
	return v.Message().Get(f.Message().Fields().ByNumber(1)).String()
}
