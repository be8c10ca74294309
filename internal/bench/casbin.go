package bench

import (
	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
)

// casbinModel asks for one role at a time, as vector databases use it.
const casbinModel = `
[request_definition]
r = sub, dom, obj, act, tenant
[policy_definition]
p = sub, dom, obj, act, cond
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && (p.dom == "*" || r.dom == p.dom) && (p.obj == "*" || r.obj == p.obj) && (p.cond == "-" || p.cond == r.tenant)
`

func casbinByRole(w *workload) (decider, error) {
	m, err := model.NewModelFromString(casbinModel)
	if err != nil {
		return nil, err
	}
	enforcer, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, err
	}
	rules := make([][]string, len(w.table.Grants))
	for i, g := range w.table.Grants {
		condition := g.Condition
		if condition == "" {
			condition = "-"
		}
		rules[i] = []string{g.Role, g.Database, g.Collection, g.Privilege, condition}
	}
	if _, err := enforcer.AddPolicies(rules); err != nil {
		return nil, err
	}
	return func(i int) bool {
		req := w.requests[i]
		for _, role := range w.roles[req.Principal] {
			if ok, err := enforcer.Enforce(role, req.Database, req.Collection, req.Privilege, w.tenant[i]); ok && err == nil {
				return true
			}
		}
		return false
	}, nil
}
