package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ReferenceCycle reports includes, locals and variables that lead back to themselves. Packages parse and schema find them.
var ReferenceCycle = &lint.Rule{ID: "RC005", Name: "reference-cycle", Severity: schema.Error}
