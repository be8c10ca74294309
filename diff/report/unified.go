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
		if result.Base != nil {
			if err := unifiedRevisions(w, r, result); err != nil {
				return err
			}
			continue
		}
		name := findings.Escape(result.Target.Name)
		d := text.Unified(name+" deployed", name+" desired", listing(result, result.Deployed()), listing(result, result.After()), unchanged)
		if _, err := io.WriteString(w, d); err != nil {
			return err
		}
	}
	return nil
}

// unifiedRevisions writes the listings of two revisions of a policy.
func unifiedRevisions(w io.Writer, r *Report, result *diff.Result) error {
	name, base := findings.Escape(result.Target.Name), "base"
	if r.Against != nil {
		base = findings.Escape(r.Against.Revision)
	}
	_, err := io.WriteString(w, text.Unified(name+" "+base, name, objects(result.Objects(true)), objects(result.Objects(false)), unchanged))
	return err
}

func objects(list []any) string {
	var b strings.Builder
	t := &textWriter{}
	for _, o := range list {
		word := ""
		switch o := o.(type) {
		case schema.StateRole:
			word = "role "
			if o.Description != "" {
				b.WriteString("role " + findings.Name(o.Name) + " " + findings.Quote(o.Description) + "\n")
				continue
			}
		case schema.StateGroup:
			word = "privilege_group "
		case diff.Grant:
			word = "grant "
		case diff.Member:
			word = "member "
		case schema.StateUser:
			word = "user "
		case diff.Token:
			word = "token "
		}
		b.WriteString(word + t.line(describeAll(o)) + "\n")
	}
	return b.String()
}

// describeAll is an object with all its names.
func describeAll(o any) []span {
	if g, ok := o.(schema.StateGroup); ok {
		return append([]span{{name, g.Name}, say(": ")}, list(g.Privileges, len(g.Privileges))...)
	}
	return describe(o)
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
