package rules

import (
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ConditionTooCostly reports conditions whose worst case takes more than a
// decision may take.
var ConditionTooCostly = &lint.Rule{ID: "RC305", Name: "condition-too-costly", Severity: schema.Error, Check: checkConditionTooCostly}

func checkConditionTooCostly(p *lint.Pass) {
	forConditionIssues(p, func(c *schema.Condition, is condition.Issue) {
		if is.Kind == condition.TooCostly {
			p.Reportf(c.Expression.Range, conditionSubject(c),
				"whoever can make such a request can keep a service busy, so grants under it give nothing: compare instead of searching, and leave out loops within loops",
				"%s %s", conditionName(c), is.Message)
		}
	})
}
