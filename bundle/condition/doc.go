// Package condition is everything rolecall does with CEL: it checks the
// conditions of a policy, writes the expression of a role, and evaluates both
// for package bundle. It is the only importer of cel-go, whose types do not
// leave it.
package condition
