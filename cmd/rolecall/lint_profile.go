package main

import (
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/rolecall/rolecall/lint"
)

// tellCosts says what rules took, the costliest first. Rules run side by side,
// so that they take more together than the run does.
func (w *world) tellCosts(costs []lint.Cost) {
	if len(costs) == 0 {
		return
	}
	var sum time.Duration
	for _, c := range costs {
		sum += c.Time
	}
	tab := tabwriter.NewWriter(w.stderr, 0, 0, 2, ' ', 0)
	for _, c := range costs {
		share := 0.0
		if sum > 0 {
			share = 100 * float64(c.Time) / float64(sum)
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\t%.1f%%\n", c.Rule.ID, c.Rule.Name, c.Time.Round(time.Microsecond), share)
	}
	fmt.Fprintf(tab, "%d rules\t\t%s\t\n", len(costs), sum.Round(time.Microsecond))
	_ = tab.Flush() // nothing depends on it
}
