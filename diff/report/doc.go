// Package report writes results of package diff for people and for machines. It
// does no I/O of its own and says the same for the same result.
//
// What people read is put together once, as an outline of sections and lines,
// and written as text or as Markdown; both say the risky things first. A format
// is a file of its own and a line in [Formats].
package report
