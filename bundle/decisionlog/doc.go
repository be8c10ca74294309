// Package decisionlog writes decisions as lines of JSON, in the field names of
// OPA's decision log, so that what collects and reads those serves here too. It
// never makes a decision wait: what does not fit its buffer is dropped and counted.
package decisionlog
