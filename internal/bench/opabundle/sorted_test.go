package opabundle

import (
	"cmp"
	"maps"
	"slices"
)

func sorted(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }

func sortedScopes(set map[[2]string]bool) [][2]string {
	return slices.SortedFunc(maps.Keys(set), func(a, b [2]string) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
}
