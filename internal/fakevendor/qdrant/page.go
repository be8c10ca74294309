package qdrant

import (
	"strconv"

	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// pageToken is the field that the vendor's lists in pages have for it, question and answer alike.
const pageToken protowire.Number = 11

// page is the part of a list that a request asks for. Where more follows, the
// answer says so in a field that the stubs do not have.
func page[T any](s *Server, q, a proto.Message, list []T) []T {
	size := s.options.PageSize
	if size == 0 {
		return list
	}
	from := 0
	if asked := q.ProtoReflect().GetUnknown(); len(asked) > 0 {
		_, _, n := protowire.ConsumeTag(asked)
		token, _ := protowire.ConsumeString(asked[n:])
		from, _ = strconv.Atoi(token)
		from = min(from, len(list))
	}
	to := min(from+size, len(list))
	if to < len(list) {
		a.ProtoReflect().SetUnknown(protowire.AppendString(protowire.AppendTag(nil, pageToken, protowire.BytesType), strconv.Itoa(to)))
	}
	return list[from:to]
}
