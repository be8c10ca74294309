package plan_test

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws the same pairs of states in every run, so that a run says
// something of the change at hand. Other pairs are drawn with -rapid.seed=N, and
// more of them with -rapid.checks=N.
func TestMain(m *testing.M) {
	flag.Parse()
	given := false
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == "rapid.seed" })
	if !given {
		if err := flag.Set("rapid.seed", "20261121"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
