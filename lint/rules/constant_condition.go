package rules

import (
	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// ConstantCondition reports conditions that come out the same for every request,
// or are false for every request that their grant is about.
var ConstantCondition = &lint.Rule{ID: "RC304", Name: "constant-condition", Severity: schema.Warning, Check: checkConstantCondition}

func checkConstantCondition(p *lint.Pass) {
	reportNeverHere(p)
	for _, c := range conditionsOf(p) {
		if len(c.issues) > 0 || c.checked.Constant == nil {
			continue
		}
		if *c.checked.Constant {
			p.Reportf(c.Expression.Range, conditionSubject(c.Condition),
				"it holds nobody back, and still keeps its grants off the server: take it out, or say what is to be checked",
				"%s is true for every request", conditionName(c.Condition))
			continue
		}
		p.Reportf(c.Expression.Range, conditionSubject(c.Condition),
			"its grants read as if they gave access and never do: delete them, or say what is to be checked",
			"%s is false for every request", conditionName(c.Condition))
	}
}
