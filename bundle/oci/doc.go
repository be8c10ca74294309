// Package oci keeps bundles in container registries, where fleets already have
// access control, mirrors and garbage collection: a bundle and its signatures are
// the layers of one artifact. It is the only importer of ORAS.
package oci
