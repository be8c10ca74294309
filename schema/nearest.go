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
		if d := levenshtein.Distance(given, c, nil); d < limit {
			best, limit = c, d
		}
	}
	return best
}
