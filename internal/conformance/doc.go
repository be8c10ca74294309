// Package conformance holds our meaning of Milvus grants to Milvus' own: casbin
// with the server's tables and annotations (milvus/pkg v2.6.11, milvus-proto
// v2.6.19) decides the same grants and the same requests as package schema and
// package bundle do, and the two must agree.
//
//   - catalog_test.go: privileges, levels, object types, groups and what is
//     stored along are those of milvus/pkg.
//   - operations_test.go: calls are guarded by the privilege that their request
//     messages are annotated with.
//   - sweep_test.go: every name that can be granted, on every kind of scope,
//     against every call.
//   - random_test.go: random states with own, nested and redefined groups, and
//     random policies, in HCL, granted as the server grants them.
//   - oracle_test.go: results once taken from a server's code, row by row.
//     oracle_test.go of package schema has them for Go alone.
//
// Milvus 2.5 and 3.0 are not to be had as modules. lines_test.go says, in data,
// what they have otherwise than milvus/pkg v2.6.11; how 3.0 chooses the database
// of a request is in server_test.go. Where we answer otherwise on purpose,
// exceptions_test.go says why; it never excuses a yes of ours.
//
// This is a module of its own, since milvus/pkg brings some fifty others that
// nobody who imports rolecall should inherit. To run it, and to follow a change
// of the go.mod above:
//
//	go -C internal/conformance test ./...
//	go -C internal/conformance mod tidy
package conformance
