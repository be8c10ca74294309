// Package review writes the access review page: one HTML file with everything a
// reviewer asks of a policy or a deployed state, which needs nothing besides to be
// read: who holds what as a matrix, principals, roles, findings, differences, a
// drawing. It also writes the same access as CSV.
//
// It takes what questions are asked of (package query), findings and differences, and
// puts them into the file as data: numbers that point into lists, so that a name
// stands once. What is shown, and how, is in assets: a style sheet and scripts, joined
// to one each. They put names into the page as text and never as markup, and the
// page's own policy (Content-Security-Policy) lets it load nothing and run nothing
// else. The same input gives the same bytes.
package review
