package lint_test

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
)

const againstPolicy = `target "milvus" "prod" {
  version = "2.6"
}

# rolecall:ignore RC206 reason="not yet bound"
role "reader" {
  description = "reads"

  grant {
    privileges = ["Search"] # rolecall:ignore RC104 reason="SEC-1" until=2027-01-31
    database   = "a"
    collection = "b"
  }
  # rolecall:ignore RC106 reason="SEC-2"
  grant {
    privileges = ["Insert"]
    database   = "*"
    collection = "b"
  }
}

role "writer" {
  grant {
    privileges = ["Insert"]
    database   = "a"
    collection = "b"
  }
}
`

func TestAdded(t *testing.T) {
	read := func(policy string) *schema.Project {
		p, _ := parse.Project([]parse.File{{Path: "a.hcl", Data: []byte(policy)}}, parse.Options{})
		return p
	}
	base := read(againstPolicy)
	if len(base.Comments) != 3 {
		t.Fatalf("comments %v", base.Comments)
	}
	for _, c := range []struct {
		name, old, new string
		want           string // the places of what is added
	}{
		{name: "nothing"},
		{name: "lines above", old: "target", new: "# x\n\n\ntarget"},
		{name: "layout", old: `["Search"] #`, new: `["Search"]   #`},
		{name: "the block that is silenced grows", old: `description = "reads"`, new: "description = \"reads\"\n  protected = true"},
		{name: "another one", old: `role "writer"`, new: "# rolecall:ignore RC206 reason=\"x\"\nrole \"writer\"", want: "a.hcl:22:1"},
		{name: "without a reason it silences nothing", old: `role "writer"`, new: "# rolecall:ignore RC206\nrole \"writer\""},
		{name: "another rule", old: "ignore RC206", new: "ignore RC206 RC207", want: "a.hcl:5:1"},
		{name: "another reason", old: "SEC-1", new: "SEC-3", want: "a.hcl:10:29"},
		{name: "another day", old: "2027-01-31", new: "2028-01-31", want: "a.hcl:10:29"},
		{name: "another line", old: `["Search"] #`, new: `["Search", "Delete"] #`, want: "a.hcl:10:39"},
		{name: "a grant that gives something else", old: `["Insert"]`, new: `["Delete"]`, want: "a.hcl:14:3"},
		{name: "the same for another role", old: `role "reader"`, new: `role "other"`, want: "a.hcl:5:1 a.hcl:10:29 a.hcl:14:3"},
		{name: "a second that is the same", old: "    privileges = [\"Search\"] # rolecall:ignore RC104 reason=\"SEC-1\" until=2027-01-31\n",
			new:  strings.Repeat("    privileges = [\"Search\"] # rolecall:ignore RC104 reason=\"SEC-1\" until=2027-01-31\n", 2),
			want: "a.hcl:11:29"},
		{name: "one less", old: ` # rolecall:ignore RC104 reason="SEC-1" until=2027-01-31`, new: ""},
	} {
		policy := strings.Replace(againstPolicy, c.old, c.new, 1)
		var got []string
		for _, x := range lint.Added(base, read(policy)) {
			got = append(got, x.Range.String())
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	all := lint.Added(&schema.Project{}, base)
	if len(all) != 3 {
		t.Errorf("against nothing: %v", all)
	}
}
