// Package query answers access questions: may somebody use a privilege and why,
// who may, what may one do, and what is the smallest change that would allow it.
//
// It takes a [Ground]: a policy, a bundle or a deployed state, each of which comes
// to the same thing, a table of rows and members. Answers are complete: a table is
// finite, so every row that matters is listed. Rows come from the one expansion of
// package schema and the lists of package bundle; what is printed, and how, is
// package report's. No vendor is known here: what differs is asked of the catalog.
package query
