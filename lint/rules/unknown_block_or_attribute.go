package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// UnknownBlockOrAttribute reports a block or an attribute that the language does not have. Package parse finds it.
var UnknownBlockOrAttribute = &lint.Rule{ID: "RC002", Name: "unknown-block-or-attribute", Severity: schema.Error}
