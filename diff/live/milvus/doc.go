// Package milvus talks to a Milvus that is running: over gRPC by [Dial], over
// the REST interface v2 by [DialREST]. Where the server lets it, the whole of
// users, roles, grants and groups is read by one call, BackupRBAC; else they are
// listed and described one by one, in every database.
package milvus
