package milvus_test

import (
	"regexp"
	"slices"
	"testing"

	"github.com/rolecall/rolecall/schema"
)

// What surprises most about Milvus, each fact on every version it is true of.
func TestSurprises(t *testing.T) {
	for _, version := range versions {
		c := catalog(t, version)
		for _, name := range []string{"DescribeCollection", "DescribeAlias", "ListAliases", "CreateAlias", "DropAlias"} {
			p := c.Privilege(name)
			if p.Level != schema.LevelCollection || p.Object != "Global" || p.Scope != schema.LevelDatabase {
				t.Errorf("%s: %s is collection-level and enforced on the database: %+v", version, name, *p)
			}
		}
		for _, name := range []string{"ListDatabases", "ShowCollections", "GetLoadingProgress"} {
			if !c.Privilege(name).Dead() {
				t.Errorf("%s: %s guards nothing", version, name)
			}
			if c.Privilege(name).Note == "" {
				t.Errorf("%s: nothing says why %s guards nothing", version, name)
			}
		}
		for _, name := range []string{"CreateOwnership", "ManageOwnership", "OperatePrivilegeGroup", "RestoreRBAC", "UpdateUser", "CreateAlias"} {
			if c.Privilege(name).Escalation == "" {
				t.Errorf("%s: %s raises its holder", version, name)
			}
		}
		for _, name := range []string{"HasCollection", "GetReplicas", "GetMetrics", "RunAnalyzer", "CheckHealth", "ListDatabases"} {
			if !slices.Contains(c.Unguarded, name) {
				t.Errorf("%s: %s is open to everyone", version, name)
			}
		}
		for _, group := range []string{"DatabaseReadOnly", "DatabaseReadWrite"} {
			if slices.Contains(c.Group(group).Privileges, "CreateCollection") {
				t.Errorf("%s: %s creates collections, as only the documentation has it", version, group)
			}
		}
	}
	if !slices.Contains(catalog(t, "2.5").Unguarded, "GetPartitionStatistics") || slices.Contains(catalog(t, "2.6").Unguarded, "GetPartitionStatistics") {
		t.Error("statistics of a partition are open on 2.5 and guarded from 2.6 on")
	}
	if catalog(t, "3.0").Privilege("Expr").Dead() {
		t.Error("Expr guards the debug endpoint")
	}
	if catalog(t, "2.6").Privilege("AddFileResource").Level != "" {
		t.Error("AddFileResource has no level on 2.6")
	}
}

// Every privilege is of the risk that its name promises, unless it is about
// users, roles and nodes, or listed here.
func TestRisk(t *testing.T) {
	prefixes := []struct {
		re   *regexp.Regexp
		risk string
	}{
		{regexp.MustCompile(`Ownership$|PrivilegeGroup$|RBAC$|^UpdateUser$|ResourceGroups?$|^Transfer|^Update|^Expr$`), "admin"},
		{regexp.MustCompile(`^(Drop|Delete|Restore)`), "destructive"},
		{regexp.MustCompile(`^(Select|List|Describe|Get|Query|Search|Show|Has|IndexDetail)`), "read"},
	}
	reads := []string{"SelectOwnership", "DescribeResourceGroup", "ListResourceGroups"}
	for _, version := range versions {
		c := catalog(t, version)
		for i := range c.Privileges {
			p := &c.Privileges[i]
			want := "write"
			for _, rule := range prefixes {
				if rule.re.MatchString(p.Name) {
					want = rule.risk
					break
				}
			}
			if slices.Contains(reads, p.Name) {
				want = "read"
			}
			if p.Risk != want {
				t.Errorf("%s: %s is %s, want %s", version, p.Name, p.Risk, want)
			}
		}
	}
}
