// Package policytest runs the tests of a policy. It takes a resolved model with
// its tests and gives what each came to, which grants, bindings and conditions
// they exercised, and which changes of the policy none of them would notice.
//
// Tests are asked of the compiled table and the conditions, as a service would
// ask; package report writes what came out. Nothing here knows a vendor.
package policytest
