package qdrant

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// pageToken is the field in which the vendor's lists name their next page and are
// asked for it. The lists of an account are whole in the stubs used here, as in
// those of version 0.173.0; one that came in pages one day would otherwise look
// whole while it is not.
const pageToken protowire.Number = 11

var errSamePage = errors.New("the server gives a page of a list a second time")

// pages reads a list to its end; it gives nil only with an error.
func pages[Q, A proto.Message, T any](ctx context.Context, q Q, call func(context.Context, Q, ...grpc.CallOption) (A, error), items func(A) []T) ([]T, error) {
	out := []T{}
	seen := map[string]bool{}
	for {
		a, err := call(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, items(a)...)
		token := nextPage(a.ProtoReflect().GetUnknown())
		if token == "" {
			return out, nil
		}
		if seen[token] {
			return nil, errSamePage
		}
		seen[token] = true
		q.ProtoReflect().SetUnknown(protowire.AppendString(protowire.AppendTag(nil, pageToken, protowire.BytesType), token))
	}
}

// nextPage finds the token among the fields that the stubs do not know.
func nextPage(unknown []byte) string {
	for len(unknown) > 0 {
		number, kind, n := protowire.ConsumeTag(unknown)
		if n < 0 {
			return ""
		}
		size := protowire.ConsumeFieldValue(number, kind, unknown[n:])
		if size < 0 {
			return ""
		}
		if number == pageToken && kind == protowire.BytesType {
			value, _ := protowire.ConsumeBytes(unknown[n:])
			return string(value)
		}
		unknown = unknown[n+size:]
	}
	return ""
}
