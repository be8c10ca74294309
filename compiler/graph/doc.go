// Package graph draws who holds what: principals, the roles that bindings give them,
// what roles include and grant, and on which scopes. It takes what questions are
// asked of (package query), and writes DOT, Mermaid and SVG; the SVG is laid out
// here, and needs nothing else to be seen. The same policy gives the same bytes.
package graph
