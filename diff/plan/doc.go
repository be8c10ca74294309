// Package plan orders what a deployment does: it takes a policy and a deployed
// state and gives the calls that lead from one to the other, in an order in which
// the server refuses none of them and nobody is without access on the way.
//
// INVARIANT: after every step each principal has at least what it has both
// before and after the deployment, and at most what it has in either. "After" is
// the policy, with whatever it leaves unmanaged; a role that is renamed is the
// same role under another name only as far as its holders' access goes.
//
// The package keeps a copy of the server's objects, tries one change after the
// other on it in the order create, add members, grant, bind, unbind, revoke,
// remove members, drop, and makes each as soon as the server would take it and
// the invariant stands. Where none can be made, a temporary privilege group or
// role holds the access that would be missing. What cannot be done at all is
// listed with the reason, and nothing that depends on it is done by halves.
//
// It does no I/O and knows no vendor: limits, levels and refusals are the
// catalog's, the calls those of a table beside it.
package plan
