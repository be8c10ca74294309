package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// InputTooLarge reports input beyond the limits that keep rolecall from being brought down by it. Package parse finds it.
var InputTooLarge = &lint.Rule{ID: "RC007", Name: "input-too-large", Severity: schema.Error}
