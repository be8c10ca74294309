// Package bundle is what a service imports to decide access: it reads the JSON
// that rolecall exports and answers requests from it.
//
// The zero [Decision] denies; what is unknown, unreadable or cannot be
// evaluated denies too. The package imports the standard library only:
// conditions are evaluated through [Conditions], which package
// bundle/condition implements with CEL.
package bundle
