package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// SyntaxError reports text that is not HCL. Package parse finds it; every other block is still read.
var SyntaxError = &lint.Rule{ID: "RC001", Name: "syntax-error", Severity: schema.Error}
