// Package report writes findings for people and for machines. It takes what a
// run found and the sources it speaks of, and writes one document; it does no
// I/O of its own, knows no rule, and says the same for the same input.
//
// A format is a file of its own and a line in [Formats].
package report
