package main

import (
	"bytes"
	"testing"

	"github.com/rolecall/rolecall/diff/live"
)

// What one call brings is not counted: nobody knows of how much it is.
func TestProgressLine(t *testing.T) {
	for want, at := range map[string]live.Progress{
		"reading roles, users and grants": {What: "roles, users and grants"},
		"reading users":                   {What: "users", All: 7},
		"read 3 of 7 users":               {What: "users", Done: 3, All: 7},
		"read 3 users":                    {What: "users", Done: 3},
	} {
		if got := progressLine(at); got != want {
			t.Errorf("%+v is told as %q", at, got)
		}
	}
}

// A note stays, is told once, and is told where nobody looks at a line.
func TestProgressNotes(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&world{stderr: &out})
	for range 2 {
		p.tell(live.Progress{Note: "roles could not be read"})
		p.tell(live.Progress{What: "users", Done: 1})
	}
	if out.String() != "rolecall: roles could not be read\n" {
		t.Errorf("%q", out.String())
	}
}
