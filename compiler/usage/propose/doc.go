// Package propose writes a policy that gives no more than was used: the files that
// there are, with grants made smaller, and without bindings and roles that nobody
// needed. What it does not touch stays as its author wrote it.
//
// It takes what package usage says was needed. What it writes is read, compiled and
// linted like any other policy: it gives nobody more than before, and where lint has
// something to say that it had not before, that stands under a suppression. Blocks
// that stand for several, by for_each or for several targets, lose only privileges,
// or stay as they are. It does no I/O.
package propose
