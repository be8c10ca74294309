package zilliz_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/milvus"
	"github.com/rolecall/rolecall/schema/target/zilliz"
)

func catalog(t testing.TB) *schema.Catalog {
	t.Helper()
	c, ok := zilliz.Target.Catalog("")
	if !ok {
		t.Fatal("no catalog for Zilliz Cloud")
	}
	return c
}

// The documented privileges, by level.
const (
	cluster = `BackupRBAC CreateDatabase CreateOwnership CreatePrivilegeGroup CreateResourceGroup DescribeResourceGroup
		DropDatabase DropOwnership DropPrivilegeGroup DropResourceGroup FlushAll ListDatabases ListPrivilegeGroups
		ListResourceGroups ManageOwnership OperatePrivilegeGroup RenameCollection RestoreRBAC SelectOwnership SelectUser
		TransferNode TransferReplica UpdateResourceGroups UpdateUser`
	database   = `AlterDatabase CreateCollection DescribeDatabase DropCollection ShowCollections`
	collection = `Compaction CreateAlias CreateIndex CreatePartition Delete DescribeAlias DescribeCollection DropAlias
		DropIndex DropPartition Flush GetFlushState GetLoadState GetLoadingProgress GetStatistics HasPartition Import
		IndexDetail Insert ListAliases Load LoadBalance Query Release Search ShowPartitions Upsert`
)

func TestPrivileges(t *testing.T) {
	c := catalog(t)
	got := map[schema.Level][]string{}
	for i := range c.Privileges {
		got[c.Privileges[i].Level] = append(got[c.Privileges[i].Level], c.Privileges[i].Name)
	}
	for level, names := range map[schema.Level]string{"cluster": cluster, "database": database, "collection": collection} {
		if d := cmp.Diff(strings.Fields(names), got[level]); d != "" {
			t.Errorf("%s (-want +got):\n%s", level, d)
		}
	}
	if n := len(got["cluster"]) + len(got["database"]) + len(got["collection"]); n != 56 {
		t.Errorf("%d privileges, want 56", n)
	}
	if len(got[""]) > 0 || c.Privilege("All") != nil || c.Group("All") != nil {
		t.Error("Zilliz Cloud documents neither All nor privileges without a level")
	}
}

// Each privilege means what Milvus 2.6 has it mean, at the level of Milvus 2.5.
func TestPrivilegesAreMilvus(t *testing.T) {
	older, _ := milvus.Target.Catalog("2.5")
	newer, _ := milvus.Target.Catalog("2.6")
	c := catalog(t)
	for i := range c.Privileges {
		p := &c.Privileges[i]
		if p.Level == schema.LevelOperation {
			continue
		}
		m := newer.Privilege(p.Name)
		if m == nil || p.Level != older.Privilege(p.Name).Level || p.Object != m.Object || p.Scope != m.Scope || p.Risk != m.Risk {
			t.Errorf("%s differs from Milvus: %+v, %+v", p.Name, p, m)
			continue
		}
		if d := cmp.Diff(m.Operations, p.Operations); d != "" {
			t.Errorf("%s differs from Milvus (-milvus +zilliz):\n%s", p.Name, d)
		}
	}
	for i := range c.Groups {
		g := &c.Groups[i]
		if d := cmp.Diff(older.Group(g.Name).Privileges, g.Privileges); d != "" {
			t.Errorf("%s differs from Milvus 2.5 (-milvus +zilliz):\n%s", g.Name, d)
		}
	}
}

func TestAliases(t *testing.T) {
	want := map[string]string{
		"col_ro": "CollectionReadOnly", "col_rw": "CollectionReadWrite", "col_admin": "CollectionAdmin",
		"db_ro": "DatabaseReadOnly", "db_rw": "DatabaseReadWrite", "db_admin": "DatabaseAdmin",
		"cluster_ro": "ClusterReadOnly", "cluster_rw": "ClusterReadWrite", "cluster_admin": "ClusterAdmin",
		"COLL_RO": "CollectionReadOnly", "COLL_RW": "CollectionReadWrite", "COLL_ADMIN": "CollectionAdmin",
		"DB_RO": "DatabaseReadOnly", "DB_RW": "DatabaseReadWrite", "DB_Admin": "DatabaseAdmin",
		"Cluster_RO": "ClusterReadOnly", "Cluster_RW": "ClusterReadWrite", "Cluster_Admin": "ClusterAdmin",
	}
	got := map[string]string{}
	for _, g := range catalog(t).Groups {
		for _, a := range g.Aliases {
			got[a] = g.Name
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for _, alias := range slices.Sorted(maps.Keys(want)) {
		if g := catalog(t).Group(alias); g == nil || g.Name != want[alias] {
			t.Errorf("%s is not found", alias)
		}
	}
}

// db_admin is a user, a role and a group.
func TestThreeNamesakes(t *testing.T) {
	c := catalog(t)
	if r := c.Role("db_admin"); r == nil || r.Name != "db_admin" || c.Role("Admin") != r {
		t.Errorf("role db_admin: %+v", r)
	}
	if g := c.Group("db_admin"); g == nil || g.Name != "DatabaseAdmin" {
		t.Errorf("group db_admin: %+v", g)
	}
	if u := c.User("db_admin"); u == nil || !slices.Equal(u.Roles, []string{"db_admin"}) {
		t.Errorf("user db_admin: %+v", u)
	}
}

func TestRoles(t *testing.T) {
	want := []string{ // name, where it lives, generations, what is known
		"admin cluster  bypass", "public cluster  default",
		"db_admin cluster  table", "db_rw cluster  table", "db_ro cluster  table",
		"Organization Owner organization 2024, 2025, 2026 table", "Organization Member organization 2024, 2025 table",
		"Organization Billing Admin organization 2025 unknown", "Billing Admin organization 2026 unknown", "Public organization 2026 unknown",
		"Project Owner project 2024 table", "Project Member project 2024 table",
		"Project Admin project 2025, 2026 unknown", "Project Read-Write project 2025 unknown", "Project Read-Only project 2025 unknown",
		"Cluster Admin project 2026 unknown", "Data Operator project 2026 unknown", "Data Viewer project 2026 unknown",
	}
	var got []string
	for _, r := range catalog(t).Roles {
		known := "table"
		switch {
		case r.Bypass:
			known = "bypass"
		case r.Implicit:
			known = "default"
		case r.Unknown != "":
			known = "unknown"
		}
		got = append(got, strings.Join([]string{r.Name, r.Of, r.Generation, known}, " "))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for alias, name := range map[string]string{"Admin": "db_admin", "Read-Write": "db_rw", "Read-Only": "db_ro", "Data Admin": "Cluster Admin"} {
		if r := catalog(t).Role(alias); r == nil || r.Name != name {
			t.Errorf("the console's %s is %+v", alias, r)
		}
	}
}

func TestLimitsAndPlans(t *testing.T) {
	c := catalog(t)
	if l := c.Limit("roles"); l.Max != 20 || l.Builtin != 0 {
		t.Errorf("roles %+v", *l)
	}
	if l := c.Limit("users"); l.Max != 100 {
		t.Errorf("users %+v", *l)
	}
	for _, want := range []struct {
		plan   string
		custom bool
		roles  []string
	}{
		{"dedicated", true, []string{"db_admin", "db_rw", "db_ro"}},
		{"serverless", false, []string{"db_admin", "db_rw", "db_ro"}},
		{"free", false, []string{"db_rw"}},
	} {
		p := c.Plan(want.plan)
		if p == nil || p.CustomRoles != want.custom || !slices.Equal(p.BuiltinRoles, want.roles) || (p.CustomGroups != "") != want.custom {
			t.Errorf("%s: %+v", want.plan, p)
		}
	}
	b := c.Behaviour
	if b.BoundRoleDrop != "refused" || !strings.Contains(b.BoundRoleDropNote, "not established") || b.ReplaceOnly == "" || b.AliasesSince+b.LifecycleSince != "" {
		t.Errorf("%+v", b)
	}
	if !slices.Equal(c.Principals, []string{"user", "group", "service_account", "api_key"}) {
		t.Errorf("principals %v", c.Principals)
	}
}

func TestNoDump(t *testing.T) {
	if s, ok, err := zilliz.Target.ReadDump([]byte(`{"users": [{"user": "alice"}]}`)); s != nil || ok || err != nil {
		t.Errorf("%v, %v, %v", s, ok, err)
	}
}
