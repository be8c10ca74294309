package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/policytest"
)

// alike puts failures of one expectation and one cause together, in order.
func alike(failures []policytest.Failure) [][]*policytest.Failure {
	var groups [][]*policytest.Failure
	for i := range failures {
		f := &failures[i]
		at := slices.IndexFunc(groups, func(g []*policytest.Failure) bool {
			return g[0].Check.Expect == f.Check.Expect && g[0].Message == f.Message && slices.Equal(g[0].Links, f.Links)
		})
		if at < 0 {
			groups = append(groups, []*policytest.Failure{f})
			continue
		}
		groups[at] = append(groups[at], f)
	}
	return groups
}

// shown is how many questions a message names.
const shown = 3

// asked names what failures asked: Insert on catalog.products and 5 more.
func asked(failures []*policytest.Failure) string {
	var names []string
	for _, f := range failures[:min(shown, len(failures))] {
		names = append(names, question(&f.Check.Request))
	}
	if more := len(failures) - shown; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names, ", "), more)
	}
	return strings.Join(names, ", ")
}

// question is what a request asks, without who asks.
func question(r *bundle.Request) string {
	switch {
	case r.Collection != "" && r.Database == "":
		return fmt.Sprintf("%s on %s.%s", r.Privilege, bundle.DefaultDatabase, r.Collection)
	case r.Collection != "":
		return fmt.Sprintf("%s on %s.%s", r.Privilege, r.Database, r.Collection)
	case r.Database != "" && r.Database != bundle.Any:
		return fmt.Sprintf("%s on %s", r.Privilege, r.Database)
	}
	return r.Privilege
}
