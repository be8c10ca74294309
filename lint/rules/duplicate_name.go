package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// DuplicateName reports two declarations of one name. Package schema finds them when it resolves a document.
var DuplicateName = &lint.Rule{ID: "RC003", Name: "duplicate-name", Severity: schema.Error}
