// Package anypolicy makes up policies for tests: every kind of name at every scope,
// sensible or not, for every target and for the versions that differ.
package anypolicy

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// Draw gives a policy of one target with two groups, three roles, four bindings and conditions.
func Draw(t *rapid.T) string {
	return rapid.SampledFrom(targets).Draw(t, "target") + settings(t) + `
  database "db1" {
    collections = ["c1", "c2"]
    aliases     = { live = "c1" }
  }
}
attribute "principal" "tenant" {
  type = string
}
condition "acme" {
  expression = "principal.tenant == 'acme'"
}
` + blocks(t)
}

var targets = []string{
	`target "milvus" "x" { version = "2.5"`, `target "milvus" "x" { version = "2.6"`, `target "milvus" "x" { version = "2.6.3"`,
	`target "milvus" "x" { version = "3.0"`, `target "zilliz" "x" { plan = "dedicated"`,
	`target "qdrant" "x" {`,
}

// What random grants are made of: names of every kind, some not of every version.
var (
	privileges = []string{
		`"Insert"`, `"Search"`, `"Load"`, `"Flush"`, `"DescribeCollection"`, `"CreateAlias"`, `"DropCollection"`, `"CreateDatabase"`,
		`"RenameCollection"`, `"SelectUser"`, `"ListDatabases"`, `"GetImportProgress"`, `"ManageOwnership"`, `"Typo"`,
		`"CollectionReadOnly"`, `"CollectionAdmin"`, `"DatabaseAdmin"`, `"ClusterReadOnly"`, `"ClusterAdmin"`,
		`"*"`, `"All"`, `"Admin"`, `"ReadOnly"`, `"ReadWrite"`, `privilege_group.g0`, `privilege_group.g1`,
		`"read:clusters"`, `"write:clusters"`, `"delete:backups"`, `"write:cluster_data"`, `"rest.collection.list"`,
	}
	members     = []string{`"Search"`, `"Query"`, `"CreateAlias"`, `"DropCollection"`, `"CreateDatabase"`, `"ListImport"`, `"CollectionReadOnly"`, `"write:roles"`, `"ReadOnly"`, `"All"`, `privilege_group.g0`}
	databases   = []string{"", `"*"`, `"db1"`, `"db2"`, `["db1", "db2"]`, `""`, `[]`}
	collections = []string{"", `"*"`, `"c1"`, `"live"`, `["c1", "c2"]`, `[]`}
	conditions  = []string{"", "", "", "condition.acme", `"request.privilege == 'Search'"`, `"principal.tenant.startsWith('x')"`, `"no such thing"`}
)

func settings(t *rapid.T) string {
	return fmt.Sprintf("\n  settings = { public_privileges = %t, root_needs_role = %t }", rapid.Bool().Draw(t, "public"), rapid.Bool().Draw(t, "root"))
}

func blocks(t *rapid.T) string {
	var b strings.Builder
	for i := range 2 {
		fmt.Fprintf(&b, "privilege_group \"g%d\" {\n  privileges = [%s]\n}\n", i, strings.Join(rapid.SliceOfN(rapid.SampledFrom(members), 0, 3).Draw(t, "members"), ", "))
	}
	for i := range 3 {
		fmt.Fprintf(&b, "role \"r%d\" {\n", i)
		if i > 0 && rapid.Bool().Draw(t, "includes") {
			fmt.Fprintf(&b, "  includes = [role.r%d]\n", rapid.IntRange(0, 2).Draw(t, "included"))
		}
		for range rapid.IntRange(0, 3).Draw(t, "grants") {
			fmt.Fprintf(&b, "  grant {\n    privileges = [%s]\n", strings.Join(rapid.SliceOfN(rapid.SampledFrom(privileges), 1, 3).Draw(t, "privileges"), ", "))
			attribute(&b, "database", rapid.SampledFrom(databases).Draw(t, "database"))
			attribute(&b, "collection", rapid.SampledFrom(collections).Draw(t, "collection"))
			attribute(&b, "condition", rapid.SampledFrom(conditions).Draw(t, "condition"))
			b.WriteString("  }\n")
		}
		b.WriteString("}\n")
	}
	for i, expires := range []string{"", "", "2026-11-20", "2026-11-21"} {
		fmt.Fprintf(&b, "binding \"b%d\" {\n  roles = [role.r%d]\n  users = [\"u%d\"]\n", i, rapid.IntRange(0, 2).Draw(t, "bound"), rapid.IntRange(0, 1).Draw(t, "user"))
		if expires != "" {
			attribute(&b, "expires", `"`+expires+`"`)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

func attribute(b *strings.Builder, name, value string) {
	if value != "" {
		fmt.Fprintf(b, "    %s = %s\n", name, value)
	}
}
