package condition_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
)

// That translations mean what they must is tested inside OPA, in internal/bench/opabundle.
func TestRego(t *testing.T) {
	variables := condition.Attributes{"principal.tenant": condition.String, "principal.level": condition.Number, "principal.vip": condition.Bool, "principal.teams": condition.Strings}.Variables()
	txtest.Run(t, "../../testdata/bundle/rego/*.txtar", func(t *testing.T, a *txtest.Archive) {
		var got bytes.Buffer
		for line := range strings.Lines(string(a.File(t, "expressions"))) {
			expression := strings.TrimSuffix(line, "\n")
			fmt.Fprintf(&got, "# %s\n", expression)
			rules, err := condition.Rego(variables, "c", expression)
			if err != nil {
				fmt.Fprintf(&got, "%v\n", err)
			}
			fmt.Fprintf(&got, "%s\n", strings.TrimSuffix(rules, "\n"))
		}
		a.Golden(t, "rego", got.Bytes())
	})
}

func TestRegoRefusesVariables(t *testing.T) {
	if _, err := condition.Rego(map[string]string{"principal.tenant": "map"}, "c", "true"); err == nil {
		t.Error("a type that attributes do not have is taken")
	}
}
