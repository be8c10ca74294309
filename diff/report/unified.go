package report

import (
	"io"
	"strings"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/diff/text"
	findings "github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// unchanged is how many lines stand around a change.
const unchanged = 3

// Unified writes the listing of what is deployed and that of what a deployment
// leaves as one unified diff, an object a line; nothing where they are equal.
func Unified(w io.Writer, r *Report) error {
	for _, result := range r.Results {
		name := findings.Escape(result.Target.Name)
		d := text.Unified(name+" deployed", name+" desired", listing(result, result.Deployed()), listing(result, result.After()), unchanged)
		if _, err := io.WriteString(w, d); err != nil {
			return err
		}
	}
	return nil
}

// listing lists the objects of a state in their canonical order. Groups of the
// vendor, its users and what it gives by itself are on both sides.
func listing(r *diff.Result, s *schema.State) string {
	var b strings.Builder
	line := func(words ...string) {
		b.WriteString(strings.Join(words, " "))
		b.WriteByte('\n')
	}
	for _, o := range s.Roles {
		words := []string{"role", findings.Name(o.Name)}
		if o.Description != "" {
			words = append(words, findings.Quote(o.Description))
		}
		line(words...)
	}
	for _, o := range s.Groups {
		members := make([]string, len(o.Privileges))
		for i, p := range o.Privileges {
			members[i] = findings.Name(p)
		}
		line("privilege_group", findings.Name(o.Name), "=", strings.Join(members, ", "))
	}
	for _, o := range s.Grants {
		words := []string{"grant", findings.Name(o.Privilege)}
		if r.Scoped {
			words = append(words, "on", findings.Name(o.Database)+"."+findings.Name(o.Collection))
		}
		line(append(words, "to role", findings.Name(o.Role))...)
	}
	for _, o := range s.Members {
		words := []string{"member", findings.Name(o.Principal), "holds role", findings.Name(o.Role)}
		if o.Project != "" {
			words = append(words, "in project", findings.Name(o.Project))
		}
		line(words...)
	}
	for _, o := range s.Users {
		line("user", findings.Name(o.Name))
	}
	return b.String()
}
