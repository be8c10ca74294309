// Package schema holds the words of rolecall: what a policy says, what it
// means on its target, and what a server has deployed.
//
// A policy goes through three stages, each with types of its own:
//
//   - [Document]: what the author wrote for one target, expressions evaluated,
//     names not yet looked up. Every field has a [Range]. Package parse makes it.
//   - [Model]: what the document means. [Resolve] makes it from a document and
//     the target's [Catalog]; it holds no name that is not resolved.
//   - [Row]: what the server (or the service) enforces. [Expander] makes rows
//     from grants; it is the only place where a grant becomes access, for
//     policies and for deployed state alike.
//
// [State] is the other side: the objects a server has, as they are stored there.
// [Model.Desired] gives the same shape for a policy, so the two can be compared.
//
// Everything told to a person about a policy is a [Finding]. The package imports
// the standard library only, does no I/O and knows no vendor: what a vendor does
// is data in its catalog.
package schema
