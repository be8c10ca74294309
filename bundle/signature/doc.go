// Package signature says who wrote a bundle: it signs a [Statement] about one and
// verifies such signatures against a set of keys. It takes bytes and gives values;
// files, the environment and the clock are for its callers.
//
// A signature is a JWS in compact serialization (RFC 7515), made with Ed25519
// (alg EdDSA, RFC 8037) or with P-256 (alg ES256). Its payload is the statement,
// which names the bundle by its revision. So it can stand anywhere: in the list
// signatures of bundle.json, which the revision does not cover, or in a file
// beside it with one signature a line.
//
// Package bundle stays without it and without go-jose; a service that wants to
// know who wrote its bundle imports this one too.
package signature
