package qdrant

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"buf.build/go/protovalidate"
	commonv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/common/v1"
	iamv1 "github.com/qdrant/qdrant-cloud-public-api/gen/go/qdrant/cloud/iam/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// guard lets a call in if the vendor's annotations and rules do. A server as old
// as the stubs would refuse every role that is made, for its id may neither be set
// nor left out; that rule alone is not held to, as in the vendor's next version.
func (s *Server) guard(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	if err := grpc.SetTrailer(ctx, metadata.Pairs("qc-trace-id", s.trace())); err != nil {
		return nil, err
	}
	method, message := describe(info.FullMethod), req.(proto.Message)
	if err := s.authorize(ctx, method, message); err != nil {
		return nil, err
	}
	err := protovalidate.Validate(message, protovalidate.WithFilter(protovalidate.FilterFunc(func(_ protoreflect.Message, d protoreflect.Descriptor) bool {
		_, creates := req.(*iamv1.CreateRoleRequest)
		return !creates || d.FullName() != "qdrant.cloud.iam.v1.Role.id"
	})))
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	return handle(ctx, req)
}

func (s *Server) trace() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls++
	return fmt.Sprintf("%032x", s.calls)
}

// describe finds what the stubs say of a method.
func describe(full string) protoreflect.MethodDescriptor {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(full, "/"), "/", "."))
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		panic(fmt.Sprintf("fakevendor: no method %q: %v", full, err))
	}
	return d.(protoreflect.MethodDescriptor)
}

// authorize holds a call to the annotations of its method.
func (s *Server) authorize(ctx context.Context, method protoreflect.MethodDescriptor, req proto.Message) error {
	options := method.Options()
	if proto.HasExtension(options, commonv1.E_RequiresAuthentication) && !proto.GetExtension(options, commonv1.E_RequiresAuthentication).(bool) {
		return nil
	}
	who, ok := s.caller(ctx)
	if !ok {
		return status.Error(codes.PermissionDenied, "permission denied")
	}
	types := proto.GetExtension(options, commonv1.E_SupportedActorTypes).([]commonv1.ActorType)
	if len(types) > 0 && !slices.Contains(types, who.actor()) {
		return status.Errorf(codes.PermissionDenied, "actor type %s is not supported", who.actor())
	}
	if account, scoped := accountOf(options, req); scoped && account != Account {
		return status.Error(codes.PermissionDenied, "permission denied for the account")
	}
	has := s.permissions(who)
	needs := slices.DeleteFunc(slices.Clone(proto.GetExtension(options, commonv1.E_Permissions).([]string)), func(p string) bool { return p == "" })
	lacks := slices.DeleteFunc(slices.Clone(needs), func(p string) bool { return slices.Contains(has, p) })
	any := proto.HasExtension(options, commonv1.E_RequiresAllPermissions) && !proto.GetExtension(options, commonv1.E_RequiresAllPermissions).(bool)
	if len(lacks) > 0 && (!any || len(lacks) == len(needs)) {
		return status.Errorf(codes.PermissionDenied, "permission denied, missing: %s", strings.Join(lacks, ", "))
	}
	return nil
}

// accountOf is the account that a request is about, where its method has one.
func accountOf(options proto.Message, req proto.Message) (string, bool) {
	path := "account_id"
	if proto.HasExtension(options, commonv1.E_AccountIdExpression) {
		path = proto.GetExtension(options, commonv1.E_AccountIdExpression).(string)
	}
	if path == "" {
		return "", false
	}
	m := req.ProtoReflect()
	steps := strings.Split(path, ".")
	for _, step := range steps[:len(steps)-1] {
		m = m.Get(m.Descriptor().Fields().ByName(protoreflect.Name(step))).Message()
	}
	return m.Get(m.Descriptor().Fields().ByName(protoreflect.Name(steps[len(steps)-1]))).String(), true
}

// caller is who shows the key that a call carries.
func (s *Server) caller(ctx context.Context) (Caller, bool) {
	md, _ := metadata.FromIncomingContext(ctx)
	shown := md.Get("authorization")
	if len(shown) != 1 {
		return Caller{}, false
	}
	key, ok := strings.CutPrefix(shown[0], "apikey ")
	who, known := s.options.Callers[key]
	return who, ok && known
}

func (w Caller) actor() commonv1.ActorType {
	if w.User != "" {
		return commonv1.ActorType_ACTOR_TYPE_USER
	}
	return commonv1.ActorType_ACTOR_TYPE_MANAGEMENT_KEY
}

// permissions are what a caller may do now.
func (s *Server) permissions(who Caller) []string {
	switch {
	case who.User == "" && who.Permissions != nil:
		return who.Permissions
	case who.User == "":
		return s.allPermissions()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.look()
	var out []string
	for _, r := range v.held[v.byEmail[who.User].GetId()] {
		for _, p := range r.GetPermissions() {
			out = append(out, p.GetValue())
		}
	}
	return out
}

// allPermissions are those that there are.
func (s *Server) allPermissions() []string {
	if s.options.Permissions != nil {
		return s.options.Permissions
	}
	var out []string
	for i := range s.catalog.Privileges {
		out = append(out, s.catalog.Privileges[i].Name)
	}
	return out
}
