package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownReference reports a reference to nothing. Packages parse and schema find it.
var UnknownReference = &lint.Rule{ID: "RC004", Name: "unknown-reference", Severity: schema.Error}
