// Package bench puts bundle beside other engines: the same rows, the same requests,
// one run, and no number before all have given the same answers. It is a module of
// its own, so that nobody who uses rolecall inherits the others.
//
//	go -C internal/bench test -run '^$' -bench .
package bench
