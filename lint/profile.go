package lint

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Cost is the time that a rule took, on all targets together. What rules share
// is paid by the first that asks for it.
type Cost struct {
	Rule *Rule
	Time time.Duration
}

// costs adds up what rules took, the highest first.
func costs(jobs []*job, clock func() time.Time) []Cost {
	if clock == nil {
		return nil
	}
	var list []Cost
	at := map[*Rule]int{}
	for _, j := range jobs {
		i, ok := at[j.pass.Rule]
		if !ok {
			i = len(list)
			at[j.pass.Rule] = i
			list = append(list, Cost{Rule: j.pass.Rule})
		}
		list[i].Time += j.took
	}
	slices.SortFunc(list, func(a, b Cost) int {
		return cmp.Or(cmp.Compare(b.Time, a.Time), strings.Compare(a.Rule.ID, b.Rule.ID))
	})
	return list
}
