package main

import (
	"bytes"
	"strings"
	"testing"
)

// A command that is made alone is the one that stands among all.
func TestCommandMadeAlone(t *testing.T) {
	all := commands(&world{}, nil)
	if len(all) != len(makers) {
		t.Fatalf("%d commands of %d are made", len(all), len(makers))
	}
	for i, m := range makers {
		if all[i].Name() != m.name {
			t.Errorf("%q makes %q", m.name, all[i].Name())
		}
		if alone := commands(&world{}, []string{m.name, "--color", "never"}); len(alone) != 1 || alone[0].Name() != m.name {
			t.Errorf("%q makes %d commands", m.name, len(alone))
		}
		alone, among := helpOf(t, m.name, "--help"), helpOf(t, "--color", "auto", m.name, "--help")
		if alone != among || !strings.Contains(alone, "rolecall "+m.name) {
			t.Errorf("help of %q alone:\n%s\namong all:\n%s", m.name, alone, among)
		}
	}
}

func helpOf(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if code := run(args, &world{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}); code != exitDone {
		t.Fatalf("%q exits with %d: %s", args, code, errs.String())
	}
	return out.String()
}
