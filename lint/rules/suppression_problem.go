package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// SuppressionProblem reports suppression comments that do not do their job. The runner judges them, after all other rules.
var SuppressionProblem = &lint.Rule{ID: "RC006", Name: "suppression-problem", Severity: schema.Warning}
