package compiler_test

import (
	"testing"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

// TestConditionsKeepApart: a named condition cannot take the place of one that is
// written in a grant, whatever it is called.
func TestConditionsKeepApart(t *testing.T) {
	strict, weak := "principal.name == 'boss'", "principal.name != ''"
	src := `target "milvus" "x" { version = "2.6" }
condition "` + schema.InlineConditionID(strict) + `" { expression = "` + weak + `" }
role "r" {
  grant {
    privileges = ["Search"]
    database   = "d"
    collection = "c"
    condition  = "` + strict + `"
  }
}
binding "b" {
  roles = [role.r]
  users = ["u1"]
}
`
	for _, m := range models(t, parse.File{Path: "x.hcl", Data: []byte(src)}) {
		program, err := compiler.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		for id, c := range program.CEL.Conditions {
			if c.Expression != `principal.name == "boss"` {
				t.Errorf("condition %q is %s", id, c.Expression)
			}
		}
		agree(t, m, []bundle.Attributes{{}})
	}
}
