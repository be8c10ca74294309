package schema_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/milvus"
)

// oracle is what the server's own code answered: a grant, the lines of Milvus
// (- for all), and the calls it allows, alone or by class, with the places they
// are allowed on. What does not stand here is denied. Left out are the calls of
// dead privileges, which the server also opens to * and to All: see
// internal/conformance, which asks the server's tables for every call.
const oracle = `
ClusterAdmin        *.*     2.5,2.6  cluster@*.* users@*.* RenameCollection@*.*
ClusterAdmin        *.*     3.0      cluster@*.* users@*.*
DatabaseAdmin       db1.*   2.5,2.6  database@db1.*
DatabaseAdmin       db1.*   3.0      database@db1.* RenameCollection@db1.*
CollectionAdmin     db1.c1  2.5      data@db1.c1 wide@db1.* jobs@db1.c1
CollectionAdmin     db1.c1  2.6,3.0  data@db1.c1 wide@db1.*
CollectionAdmin     *.*     2.5      data@*.* wide@*.* jobs@*.*
CollectionAdmin     *.*     2.6,3.0  data@*.* wide@*.*
DropCollection      db1.c1  -        DropCollection@db1.*
CreateDatabase      db1.*   2.5,2.6  CreateDatabase@db1.*
CreateDatabase      db1.*   3.0
Insert              *.c1    -        Insert@*.c1
*                   *.*     -        cluster@*.* RenameCollection@*.* database@*.* wide@*.*
All                 *.*     2.5,2.6
All                 *.*     3.0      cluster@*.* users@*.*
Admin               *.*     2.5,2.6
Admin               *.*     3.0      CreateDatabase@*.* CreateRole@*.* ListCredUsers@*.* OperatePrivilegeV2@*.* users@*.*
All                 db1.*   2.5      cluster@db1.* users@db1.* RenameCollection@db1.* database@db1.* wide@db1.* data@db1.* jobs@db1.*
All                 db1.*   2.6      cluster@db1.* users@db1.* RenameCollection@db1.* database@db1.* wide@db1.* data@db1.*
All                 db1.*   3.0      RenameCollection@db1.* database@db1.* wide@db1.* data@db1.*
ListImport          db1.c1  2.6,3.0
GetLoadingProgress  db1.c1  -
`

// calls are those asked for, by class: of the cluster, about users, of a
// database, of collections but enforced on their whole database, and of one collection.
var calls = map[string][]string{
	"cluster":          {"CreateDatabase", "CreateRole", "FlushAll", "ListCredUsers", "OperatePrivilegeV2"},
	"users":            {"SelectUser", "UpdateCredential"},
	"RenameCollection": {"RenameCollection"},
	"database":         {"AlterDatabase", "CreateCollection", "DescribeDatabase", "DropCollection"},
	"wide":             {"AlterAlias", "DescribeCollection", "DropAlias", "ListAliases"},
	"data":             {"DescribeIndex", "Flush", "GetLoadingProgress", "GetLoadState", "Insert", "LoadCollection", "Search"},
	"jobs":             {"ListImportsAuthPlaceholder"}, // from 2.6 on out of reach of every grant of its privilege
}

var places = []string{"db1.c1", "db1.c2", "db2.c1"}

func TestOracle(t *testing.T) {
	for row := range strings.Lines(strings.TrimSpace(oracle)) {
		f := strings.Fields(row)
		database, collection, _ := strings.Cut(f[1], ".")
		grant := schema.StateGrant{Role: "r", Privilege: f[0], Database: database, Collection: collection}
		for _, version := range []string{"2.5", "2.6", "3.0"} {
			if f[2] != "-" && !slices.Contains(strings.Split(f[2], ","), version) {
				continue
			}
			t.Run(version+" "+f[0]+" "+f[1], func(t *testing.T) {
				c, _ := milvus.Target.Catalog(version)
				want := allowed(f[3:])
				compare(t, "policy", want, answers(c, writtenRows(t, c, grant)))
				compare(t, "state", want, answers(c, storedRows(c, nil, grant)))
			})
		}
	}
}

// A group of one level gives nothing of another; nor does the wildcard give what is not Global.
func TestGroupsDoNotCascade(t *testing.T) {
	for _, version := range milvus.Target.Versions {
		c, _ := milvus.Target.Catalog(version)
		for _, name := range []string{"ClusterAdmin", "DatabaseAdmin", "CollectionAdmin"} {
			rows := storedRows(c, nil, schema.StateGrant{Role: "r", Privilege: name, Database: "*", Collection: "*"})
			for _, r := range rows {
				if !strings.EqualFold(string(r.Privilege.Level)+"Admin", name) {
					t.Errorf("%s: %s gives %s", version, name, r.Privilege.Name)
				}
			}
			if len(rows) == 0 {
				t.Errorf("%s: %s gives nothing", version, name)
			}
		}
		for _, r := range storedRows(c, nil, schema.StateGrant{Role: "r", Privilege: "*", Database: "*", Collection: "*"}) {
			if r.Privilege.Object != "Global" {
				t.Errorf("%s: * gives %s", version, r.Privilege.Name)
			}
		}
	}
}

// A legacy name can be put into a group that has nothing in it yet, and then
// works as if granted where the group is. Other groups in a group give nothing.
func TestGroupOfGroups(t *testing.T) {
	for _, version := range milvus.Target.Versions {
		c, _ := milvus.Target.Catalog(version)
		groups := map[string][]string{"g": {"CollectionAdmin", "ReadOnly", "other"}, "other": {"Insert"}}
		nested := storedRows(c, groups, schema.StateGrant{Role: "r", Privilege: "g", Database: "db1", Collection: "c1"})
		direct := storedRows(c, nil, schema.StateGrant{Role: "r", Privilege: "ReadOnly", Database: "db1", Collection: "c1"})
		if len(direct) == 0 || !slices.Equal(answers(c, nested), answers(c, direct)) || !slices.EqualFunc(nested, direct, sameAccess) {
			t.Errorf("%s: a group with ReadOnly gives %d rows, ReadOnly itself %d", version, len(nested), len(direct))
		}
	}
}

func sameAccess(a, b schema.Row) bool {
	return a.Privilege == b.Privilege && a.Database == b.Database && a.Collection == b.Collection
}

// writtenRows are the rows of a policy that has the grant and nothing else.
func writtenRows(t *testing.T, c *schema.Catalog, g schema.StateGrant) []schema.Row {
	t.Helper()
	policy := fmt.Sprintf(`
target "milvus" "t" { version = %q }
role %q {
  grant {
    privileges = [%q]
    database   = %q
    collection = %q
  }
}`, c.Version, g.Role, g.Privilege, g.Database, g.Collection)
	project, findings := parse.Project([]parse.File{{Path: "policy.hcl", Data: []byte(policy)}}, parse.Options{})
	model, more := schema.Resolve(project.Documents[0], c, project.Broken)
	if findings = append(findings, more...); len(findings) > 0 {
		t.Fatal(findings)
	}
	return model.Rows(model.Roles[0])
}

// storedRows are the rows of a server that stores the grant and nothing else.
func storedRows(c *schema.Catalog, groups map[string][]string, g schema.StateGrant) []schema.Row {
	var rows []schema.Row
	x := &schema.Expander{Catalog: c, Groups: groups}
	x.Expand(g, func(p *schema.Privilege, database, collection, _ string) {
		rows = append(rows, schema.Row{Role: g.Role, Privilege: p, Database: database, Collection: collection})
	})
	return rows
}

// answers lists the calls that the rows allow, each with its place, sorted. For
// what is authorised on the database of the cluster, a row on another is none.
func answers(c *schema.Catalog, rows []schema.Row) []string {
	var yes []string
	for _, names := range calls {
		for _, name := range names {
			p := guard(c, name)
			if p == nil {
				continue // this line does not have the call, or no grant opens it
			}
			for _, place := range places {
				database, collection, _ := strings.Cut(place, ".")
				if c.Behaviour.ClusterDatabase != "" && p.Level == schema.LevelCluster {
					database = c.Behaviour.ClusterDatabase
				}
				if slices.ContainsFunc(rows, func(r schema.Row) bool {
					return r.Privilege == p && covers(r.Database, database) && covers(r.Collection, collection)
				}) {
					yes = append(yes, name+"@"+place)
				}
			}
		}
	}
	slices.Sort(yes)
	return yes
}

func covers(row, asked string) bool { return row == "*" || row == asked }

// guard is the privilege that the server asks for before a call, nil where no grant of it opens the call.
func guard(c *schema.Catalog, call string) *schema.Privilege {
	for i := range c.Privileges {
		for _, o := range c.Privileges[i].Operations {
			if o.Name == call && !o.Unreachable {
				return &c.Privileges[i]
			}
		}
	}
	return nil
}

// allowed spells out a row of the oracle.
func allowed(entries []string) []string {
	var yes []string
	for _, entry := range entries {
		class, where, _ := strings.Cut(entry, "@")
		names, ok := calls[class]
		if !ok {
			names = []string{class}
		}
		database, collection, _ := strings.Cut(where, ".")
		for _, place := range places {
			if d, c, _ := strings.Cut(place, "."); covers(database, d) && covers(collection, c) {
				for _, name := range names {
					yes = append(yes, name+"@"+place)
				}
			}
		}
	}
	slices.Sort(yes)
	return yes
}

func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	for _, s := range want {
		if !slices.Contains(got, s) {
			t.Errorf("%s: %s is denied", what, s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			t.Errorf("%s: %s is allowed", what, s)
		}
	}
}
