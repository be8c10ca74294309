package opabundle

import (
	"context"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
)

// What OPA takes for the answer alone and for the decision, of an allowed and a denied request.
func BenchmarkOPA(b *testing.B) {
	both := open(b, programs(b, read(b, "../../../policies/milvus")...)[0])
	for name, privilege := range map[string]string{"allowed": "Search", "denied": "DropCollection"} {
		var input any = map[string]any{"principal": "svc_search", "privilege": privilege, "database": "catalog", "collection": "products"}
		for rule, query := range map[string]rego.PreparedEvalQuery{"allow": both.allow, "decision": both.opa} {
			b.Run(name+"/"+rule, func(b *testing.B) {
				for b.Loop() {
					if _, err := query.Eval(context.Background(), rego.EvalInput(input)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
