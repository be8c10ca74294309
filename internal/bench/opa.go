package bench

import (
	"context"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// opaModule finds rows by what the request has, without looking through them.
const opaModule = `package rolecall

default allow := false

allow if {
	some role in data.roles[input.principal]
	some scope in [[input.database, input.collection], [input.database, "*"], ["*", "*"]]
	some condition in data.rows[role][scope[0]][scope[1]][input.privilege]
	condition in {"", input.tenant}
}
`

func opa(w *workload) (decider, error) {
	rows := map[string]any{}
	at := func(in map[string]any, key string) map[string]any {
		if in[key] == nil {
			in[key] = map[string]any{}
		}
		return in[key].(map[string]any)
	}
	for _, g := range w.table.Grants {
		of := at(at(at(rows, g.Role), g.Database), g.Collection)
		list, _ := of[g.Privilege].([]any)
		of[g.Privilege] = append(list, g.Condition)
	}
	roles := map[string]any{}
	for user, names := range w.roles {
		list := make([]any, len(names))
		for i, name := range names {
			list[i] = name
		}
		roles[user] = list
	}
	ctx := context.Background()
	query, err := rego.New(rego.Query("data.rolecall.allow"), rego.Module("rolecall.rego", opaModule),
		rego.Store(inmem.NewFromObjectWithOpts(map[string]any{"rows": rows, "roles": roles}, inmem.OptRoundTripOnWrite(false)))).PrepareForEval(ctx)
	if err != nil {
		return nil, err
	}
	return func(i int) bool {
		req := w.requests[i]
		result, err := query.Eval(ctx, rego.EvalInput(map[string]any{"principal": req.Principal, "privilege": req.Privilege,
			"database": req.Database, "collection": req.Collection, "tenant": w.tenant[i]}))
		return err == nil && result.Allowed()
	}, nil
}
