// Package milvus is a Milvus, or a cluster of Zilliz Cloud, in memory: test
// support. It serves the official stubs over gRPC and version 2 of the REST
// interface over HTTP, from one state, and holds every call to the annotations of
// its message: who may make it where. What an operation does and what is refused
// the model server knows; beside it this package has users who sign in, the
// listings with their traps, and faults that a test asks for.
//
// It knows access objects, databases, collections and aliases, and no data. What
// it does was read in the code of Milvus 2.5 and 2.6, and for the control plane of
// Zilliz Cloud in its documentation.
package milvus
