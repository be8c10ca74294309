package main

import (
	"strings"
	"testing"
)

// What a server has becomes a policy that lint accepts and that has nothing to
// change on it; so does what it has after the policy of the company was deployed.
func TestPullImportDiff(t *testing.T) {
	for _, v := range vendors {
		t.Run(v.name, func(t *testing.T) {
			server, s := v.start(t), newSession(t)
			adopted := func(dir string) {
				t.Helper()
				s.does("pull", server.url, "-o", "state.json")
				s.does("import", "state.json", "-o", dir)
				s.does("lint", dir, "--state", server.url)
				s.does("diff", dir, "--state", server.url, "--exit-code", "--fail-on", "drift,unmanaged")
				if out := s.does("plan", dir, "--state", server.url); !strings.Contains(out, ": 0 steps") {
					t.Errorf("there is something to do:\n%s", out)
				}
			}
			adopted("before")
			s.does("import", server.url, "-o", "direct")
			s.does("diff", "direct", "--state", server.url, "--exit-code")
			s.does("plan", policies(t, v.dir), "--target", v.target, "--state", server.url, "-o", "plan.json")
			s.does("apply", "plan.json", "--address", server.url, "--yes")
			adopted("after")
		})
	}
}
