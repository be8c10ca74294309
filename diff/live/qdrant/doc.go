// Package qdrant talks to the account service of Qdrant Cloud over gRPC, with
// the vendor's own stubs: who is in an account, which roles there are, what they
// permit and who holds them. Clusters and what is in them it leaves alone.
package qdrant
