// Package adopt writes a policy for what is deployed. It takes a state and the
// catalog of its server and gives the files of a policy: one that parses, that
// compiles, of which lint accepts everything, and whose comparison with the same
// state shows nothing. What nobody would write is written all the same, word for
// word, and stands under a suppression whose reason says what it is.
//
// The way: grants are folded into blocks, roles that differ by one name into
// one with for_each, members into bindings; the text is laid out as fmt would;
// it is read and linted like any policy, and each finding at warning or above
// gets its suppression; then it is compared with the state, and what the
// comparison shows is an error. It does no I/O and knows no vendor.
package adopt
