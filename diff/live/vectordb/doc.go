// Package vectordb holds what the ways to talk to a Milvus, or to a cluster that
// speaks as one, have in common: how its access objects are read one kind after
// the other, how it is told that an operation stands, when a call is made again.
// How a single call is made is left to a [Reader] of each way.
package vectordb
