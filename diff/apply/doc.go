// Package apply carries out a plan on a server: a step at a time, each seen to
// stand before the next, with a journal from which it goes on after whatever
// ended it, and with a server that somebody else changes in the meantime noticed.
//
// INVARIANT: nothing is done that the plan does not name, no step is done twice,
// and none is left out. A step is in the journal before it is made and again
// after it; one of which only the first is known is in doubt, and the server is
// asked whether it stands before anything else is done.
//
// The package knows no vendor, opens no file and reads no clock: the server is a
// [live.Client], the journal something to append to.
package apply
