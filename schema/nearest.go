package schema

import (
	"strings"

	"github.com/agext/levenshtein"
)

// Nearest finds the candidate that a misspelt name most likely means: equal
// but for case, or within a third of its length in edits. The earliest of
// equals wins; empty where none is near.
func Nearest(given string, candidates []string) string {
	best, limit := "", len(given)/3+1
	for _, c := range candidates {
		if strings.EqualFold(c, given) {
			return c
		}
		if len(c)-len(given) >= limit || len(given)-len(c) >= limit {
			continue // no need to measure: the lengths alone are too far apart
		}
		d := 1
		if !swapped(given, c) {
			d = levenshtein.Distance(given, c, nil)
		}
		if d < limit {
			best, limit = c, d
		}
	}
	return best
}

// swapped reports whether two names differ by one pair of neighbours in each
// other's place, the commonest slip of all, which a plain edit distance counts twice.
func swapped(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
