package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	adoption "github.com/rolecall/rolecall/diff/adopt"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// tellImport says what was written, what stands under suppressions, and what is
// no policy's to say.
func tellImport(out io.Writer, dir string, names []string, s *schema.State, p *adoption.Policy) error {
	var b strings.Builder
	for _, n := range names {
		fmt.Fprintln(&b, report.Escape(filepath.Join(dir, n)))
	}
	fmt.Fprintf(&b, "\ntarget %q: %s\n", p.Target, contents(p.Counts))
	if len(p.Excused) > 0 {
		fmt.Fprintf(&b, "\n%s, because the server has it so:\n", count(len(p.Excused), "suppression", "suppressions"))
		tellExcuses(&b, dir, p.Excused)
	}
	if len(p.Uncovered) > 0 {
		fmt.Fprintf(&b, "\nnot covered by the state, and so not in the policy: %s\n", strings.Join(p.Uncovered, ", "))
		fmt.Fprintln(&b, "  import again with an account that may read them before you deploy: what a policy does not declare may be removed")
	}
	for i, left := range p.Left {
		if i == 0 {
			fmt.Fprintln(&b, "\nleft out, being no policy's to say:")
		}
		fmt.Fprintf(&b, "  %s\n", report.Escape(left))
	}
	if of := s.Target.Name; of != "" && of != p.Target {
		fmt.Fprintf(&b, "\nthe state is of %q: say --target %s where you compare with it\n", of, p.Target)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// contents says how much there is.
func contents(c adoption.Counts) string {
	parts := []string{fmt.Sprintf("%s with %s in %s", count(c.Roles, "role", "roles"), count(c.Grants, "grant", "grants"), count(c.Blocks, "block", "blocks"))}
	if c.Groups > 0 {
		parts = append(parts, count(c.Groups, "privilege group", "privilege groups"))
	}
	parts = append(parts, fmt.Sprintf("%s in %s", count(c.Members, "membership", "memberships"), count(c.Bindings, "binding", "bindings")))
	if c.Users > 0 {
		parts = append(parts, count(c.Users, "user", "users"))
	}
	return strings.Join(parts, ", ")
}

// shownExcuses is how many suppressions of one rule are told of one by one.
const shownExcuses = 3

// tellExcuses lists suppressions by rule.
func tellExcuses(b *strings.Builder, dir string, excuses []adoption.Excuse) {
	byRule := map[string][]adoption.Excuse{}
	for _, e := range excuses {
		byRule[e.Rule] = append(byRule[e.Rule], e)
	}
	for _, r := range rules.All {
		list := byRule[r.ID]
		if len(list) == 0 {
			continue
		}
		fmt.Fprintf(b, "  %s %s: %d\n", r.ID, r.Name, len(list))
		for i, e := range list {
			if i == shownExcuses {
				fmt.Fprintf(b, "    and %d more\n", len(list)-i)
				break
			}
			fmt.Fprintf(b, "    %s:%d: %s\n", report.Escape(filepath.Join(dir, e.File)), e.Line, report.Escape(strings.TrimPrefix(e.Reason, adoption.AsDeployed)))
		}
	}
}
