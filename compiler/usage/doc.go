// Package usage reads what was asked and done, and says what of a policy was used.
//
// It takes logs line by line — decision logs in OPA's field names, and access logs
// of servers in the formats that their vendor describes — and a [query.Ground], and
// gives which grants, roles and bindings were used, by how much, and how far the
// logs can tell that the rest was not; and which requests the policy would answer
// otherwise than it was answered. What a line does not tell is never taken for
// what did not happen: an erased or absent field makes a use possible, not absent.
//
// It reads no files and no clock, and knows no vendor. What is written from it is
// package propose's, what is printed package report's.
package usage
