package bench

import (
	"fmt"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/rolecall/rolecall/bundle"
)

// cedarSliced has a policy set for each role and asks those of the principal's
// roles, which is what Cedar calls slicing: all at once would be a scan of all.
func cedarSliced(w *workload) (decider, error) {
	sets := map[string]*cedar.PolicySet{}
	for role, rows := range w.rows {
		set, err := cedar.NewPolicySetFromBytes(role, []byte(cedarPolicies(rows)))
		if err != nil {
			return nil, err
		}
		sets[role] = set
	}
	return func(i int) bool {
		req := w.requests[i]
		asked := cedar.Request{
			Principal: cedar.NewEntityUID("User", cedar.String(req.Principal)),
			Action:    cedar.NewEntityUID("Action", cedar.String(req.Privilege)),
			Resource:  cedar.NewEntityUID("Collection", cedar.String(req.Database+"/"+req.Collection)),
			Context:   cedar.NewRecord(cedar.RecordMap{"tenant": cedar.String(w.tenant[i])}),
		}
		collection := cedar.Entity{UID: asked.Resource, Parents: cedar.NewEntityUIDSet(cedar.NewEntityUID("Database", cedar.String(req.Database)))}
		entities := cedar.EntityMap{asked.Resource: collection}
		for _, role := range w.roles[req.Principal] {
			if decision, _ := cedar.Authorize(sets[role], entities, asked); decision == cedar.Allow {
				return true
			}
		}
		return false
	}, nil
}

// cedarPolicies writes a policy for each scope and condition of a role, with its privileges.
func cedarPolicies(rows []bundle.Grant) string {
	type key struct{ database, collection, condition string }
	actions := map[key][]string{}
	var order []key
	for _, g := range rows {
		k := key{g.Database, g.Collection, g.Condition}
		if actions[k] == nil {
			order = append(order, k)
		}
		actions[k] = append(actions[k], fmt.Sprintf("Action::%q", g.Privilege))
	}
	var text strings.Builder
	for _, k := range order {
		resource := "resource"
		switch {
		case k.collection != bundle.Any:
			resource = fmt.Sprintf("resource == Collection::%q", k.database+"/"+k.collection)
		case k.database != bundle.Any:
			resource = fmt.Sprintf("resource in Database::%q", k.database)
		}
		fmt.Fprintf(&text, "permit (principal, action in [%s], %s)", strings.Join(actions[k], ", "), resource)
		if k.condition != "" {
			fmt.Fprintf(&text, " when { context.tenant == %q }", k.condition)
		}
		text.WriteString(";\n")
	}
	return text.String()
}
