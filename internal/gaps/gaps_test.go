package gaps_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/internal/gaps"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

const policy = `
target "milvus" "t" {
  version = "2.6"
}

role "reader" {
  grant {
    privileges = ["Query"]
    database   = "d"
    collection = "c"
  }
}

binding "b" {
  roles = [role.reader]
  users = ["alice"]
}
`

// What somebody lacks that has it on both sides is a gap, and so is what somebody has on neither.
func TestGap(t *testing.T) {
	project, _ := parse.Project([]parse.File{{Path: "p.hcl", Data: []byte(policy)}}, parse.Options{})
	m, _ := all.Resolve(project.Documents[0], false)
	query := schema.StateGrant{Role: "reader", Privilege: "Query", ObjectType: "Collection", Database: "d", Collection: "c"}
	search, load := query, query
	search.Privilege, load.Privilege = "Search", "Load"
	alice := []schema.StateMember{{Principal: "alice", Role: "reader"}}
	state := func(members []schema.StateMember, grants ...schema.StateGrant) *schema.State {
		return &schema.State{Roles: []schema.StateRole{{Name: "reader"}}, Groups: []schema.StateGroup{}, Users: []schema.StateUser{{Name: "alice"}}, Grants: grants, Members: members}
	}
	w := gaps.Between(m, diff.Compare(diff.Input{Model: m, Deployed: state(alice, query, search), Now: time.Unix(0, 0)}))
	for _, c := range []struct {
		name string
		s    *schema.State
		want string
	}{
		{"as before", state(alice, query, search), ""},
		{"as after", state(alice, query), ""},
		{"without what stays", state(alice, search), `"alice" has Query on d.c: false, before all: true, after all: true`},
		{"without the role", state(nil, query), `"alice" has Query on d.c: false`},
		{"with what neither has", state(alice, query, load), `"alice" has Load on d.c: true, before all: false, after all: false`},
	} {
		if got := w.Gap(c.s); !strings.HasPrefix(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}
