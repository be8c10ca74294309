// Package opabundle holds what compile --emit opa writes to package bundle: OPA's own
// engine loads the archive and must give the same decisions, for the same reasons.
//
//   - opabundle_test.go: the example policies.
//   - random_test.go: tables made up at random, with names that are easily confused.
//   - conditions_test.go: conditions translated to Rego, against CEL, value by value.
//   - signed_test.go: signatures as OPA verifies them.
//   - large_test.go: what a decision takes does not grow with the policy.
package opabundle
