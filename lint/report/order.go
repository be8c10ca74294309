package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// shown gives the findings that nothing suppresses, in the order of the report.
func (r *Report) shown() []*schema.Finding {
	var out []*schema.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; f.Suppressed == nil {
			out = append(out, f)
		}
	}
	return out
}

// added gives the findings that the change which is judged suppresses.
func (r *Report) added() []*schema.Finding {
	var out []*schema.Finding
	for i := range r.Findings {
		if s := r.Findings[i].Suppressed; s != nil && s.Added {
			out = append(out, &r.Findings[i])
		}
	}
	return out
}

// worstFirst sorts findings by severity, suppressed ones last, for readers that
// stop after some number of them. Equal ones keep their order.
func worstFirst(fs []*schema.Finding) []*schema.Finding {
	rank := func(f *schema.Finding) schema.Severity {
		if f.Suppressed != nil {
			return 0
		}
		return f.Severity
	}
	slices.SortStableFunc(fs, func(a, b *schema.Finding) int { return cmp.Compare(rank(b), rank(a)) })
	return fs
}

// count summarizes findings that are told of in a word.
func count(fs []*schema.Finding) Summary {
	var s Summary
	for _, f := range fs {
		s.add(f)
	}
	return s
}

// String counts in words: "2 errors, 1 warning; 1 suppressed".
func (s Summary) String() string {
	var parts []string
	add := func(n int, one, many string) {
		if n == 1 {
			parts = append(parts, "1 "+one)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %s", n, many))
		}
	}
	add(s.Error, "error", "errors")
	add(s.Warning, "warning", "warnings")
	add(s.Info, "info", "info")
	if len(parts) == 0 {
		parts = append(parts, "no findings")
	}
	line := strings.Join(parts, ", ")
	if s.Suppressed > 0 {
		line += fmt.Sprintf("; %d suppressed", s.Suppressed)
	}
	return line
}

// unique makes names that a reader takes for identities differ: the second of
// equal ones gets the suffix with a 2, and so on.
type unique map[string]int

func (u unique) name(s, suffix string) string {
	u[s]++
	if n := u[s]; n > 1 {
		return u.name(s+fmt.Sprintf(suffix, n), suffix)
	}
	return s
}
