// Package diff says what a deployment of a policy would change on a server. It
// takes a resolved policy and a deployed state and gives two differences: that
// of the objects the server stores (groups, roles, grants, members, users), and
// that of access, as exactly who gains and who loses which row the server
// enforces. It does no I/O, knows no vendor, and leaves it to package
// diff/report how a result is shown.
//
// Three states are compared. Before is what is deployed, under the policy's
// names where a moved block renames a role, and taken to be as the policy wants
// it where the state does not know. Desired is what the policy declares. After
// is what a deployment leaves: the desired state and whatever it does not touch.
// Changes lead from before to after, and access is compared between the two, so
// that nobody gains or loses anything without a change that does it.
package diff
