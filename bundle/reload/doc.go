// Package reload keeps a service's bundle up to date: it looks at a [Source] again
// and again, puts a new bundle in the place of the old one when it is whole, meant
// for the same target and passes the service's own check, and goes on with the last
// good one when it is not.
//
// It brings the standard library and package bundle only; conditions and
// signatures come in through [Options].
package reload
