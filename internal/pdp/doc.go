// Package pdp is the policy decision point that `rolecall serve` runs: the AuthZEN
// API of bundle/authzen over a bundle that bundle/reload keeps up to date, with what
// a server on a network needs besides: who may ask, limits, health, metrics, a log of
// decisions and an orderly end.
package pdp
