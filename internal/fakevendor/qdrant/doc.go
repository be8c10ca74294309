// Package qdrant is the account service of Qdrant Cloud in memory: test support.
// It serves the vendor's own stubs over gRPC, and holds every call to what they
// say of themselves: who may make it, which permissions it needs, and the rules of
// validation. What an operation does and what else is refused the model server knows.
package qdrant
