// Package gate judges a change by what was asked of it. It takes results of
// package diff, the gates that are asked for and what somebody has accepted, and
// says of each gate whether it holds and, where it does not, by what exactly. A
// gate that cannot be sure does not hold. It does no I/O and knows no vendor.
package gate
