package milvus

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/milvus-io/milvus-proto/go-api/v2/commonpb"
	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/rolecall/rolecall/internal/modelserver"
)

type grantEntity = milvuspb.GrantEntity

// largest is what the real server sends at most (proxy.grpc.serverMaxSendSize).
const largest = 512 << 20

// GRPC gives the server on the network.
func (s *Server) GRPC(more ...grpc.ServerOption) *grpc.Server {
	g := grpc.NewServer(append([]grpc.ServerOption{grpc.UnaryInterceptor(s.guard), grpc.MaxSendMsgSize(largest)}, more...)...)
	milvuspb.RegisterMilvusServiceServer(g, s)
	return g
}

// guard lets a call in if its caller may make it, and has it fail if a test asks for that.
func (s *Server) guard(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	method := path.Base(info.FullMethod)
	a, err := s.faults.around(ctx, s, method, func() (any, error) {
		if slices.Contains(s.options.Missing, method) {
			return nil, status.Errorf(codes.Unimplemented, "unknown method %s for service milvus.proto.milvus.MilvusService", method)
		}
		who, err := s.authenticate(ctx)
		if err != nil {
			return nil, err
		}
		if err := s.permit(who, req.(proto.Message)); err != nil {
			return nil, err
		}
		return handle(context.WithValue(ctx, callerKey{}, who), req)
	})
	if s, ok := err.(says); ok {
		return replyOf(info.FullMethod, &commonpb.Status{Code: int32(s.code), Reason: s.Error()}), nil
	}
	return a, err
}

// replyOf is the reply of a method that has nothing but a status.
func replyOf(full string, s *commonpb.Status) proto.Message {
	name := protoreflect.FullName(strings.ReplaceAll(strings.TrimPrefix(full, "/"), "/", "."))
	d, err := protoregistry.GlobalFiles.FindDescriptorByName(name)
	if err != nil {
		panic(fmt.Sprintf("fakevendor: no method %q: %v", full, err))
	}
	out := d.(protoreflect.MethodDescriptor).Output()
	t, err := protoregistry.GlobalTypes.FindMessageByName(out.FullName())
	if err != nil {
		panic(fmt.Sprintf("fakevendor: no message %q: %v", out.FullName(), err))
	}
	m := t.New()
	if f := out.Fields().ByName("status"); f != nil {
		m.Set(f, protoreflect.ValueOfMessage(s.ProtoReflect()))
		return m.Interface()
	}
	return s
}

// state gives the answer to a call that changed something or was refused. method
// is the root coordinator's, for whose failures older clients have a code.
func state(method string, err error) *commonpb.Status {
	if err == nil {
		return &commonpb.Status{}
	}
	no, ok := err.(*modelserver.Refusal)
	if !ok {
		panic(fmt.Sprintf("fakevendor: %v", err))
	}
	legacy, known := commonpb.ErrorCode_value[method+"Failure"]
	if !known {
		legacy = int32(commonpb.ErrorCode_UnexpectedError)
	}
	return &commonpb.Status{
		Code: int32(no.Code), Reason: no.Text, Detail: no.Text,
		//lint:ignore SA1019 the real server sends it to older clients
		ErrorCode: commonpb.ErrorCode(legacy),
	}
}

// Codes of the server (pkg/util/merr).
const (
	invalidParameter = 1100
	notAuthenticated = 1400
	databaseNotFound = 800
)

func invalid(format string, args ...any) error {
	return &modelserver.Refusal{Code: invalidParameter, Text: fmt.Sprintf(format, args...) + ": invalid parameter"}
}
