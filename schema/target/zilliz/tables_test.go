package zilliz_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema/target/milvus"
)

// The two tables of operations that the vendor published, in its own words: the
// page of user roles of 2024 and the page of cluster roles of 2025. A cell
// reads KIND (OPERATION, …); the words of an operation are turned into names by
// rule, so that the test compares the pages with the catalog and not one list
// of names with another.

// Cells that several rows of the page of 2024 share.
const (
	cloud2024      = `Cloud (list cloud providers, list cloud regions)`
	clusters2024   = `Cluster (create, list, describe, drop, modify, resume, suspend, create serverless, list projects)`
	pipelines2024  = `Import (import, get import progress, list import jobs) Pipeline (describe, create, list, run, drop)`
	data2024       = `Collection (list, create, describe, drop) Vector (delete, insert, search, query, get, upsert)`
	credential2024 = `Credential (create, delete, list, update, addUserToRole, selectUser)`
	sdk2024        = `Alias (create, drop, describe, alter, list) System (getVersion, checkHealth)
		Collection (create, drop, describe, show, load, release, flush, getFlushState, compaction, getStatistics, rename)
		Partition (create, drop, hasPartition, load, release, show)
		Index (create, drop, getIndexState, getIndexBuildProgress, describeIndex)
		Vector (search, insert, delete, get, query)`
)

// Rows of the page of 2024: what the console allows, as named in the catalog,
// then RESTful and SDK operations.
var rows2024 = []struct{ role, console, rest, sdk string }{
	{"Organization Owner", `projects.manage payments.manage api_keys.manage organization_users.manage metrics_and_alerts.manage
		activities.view organization_settings.manage recycle_bin.use`,
		cloud2024 + clusters2024 + pipelines2024 + data2024, credential2024 + sdk2024},
	{"Organization Member", `organization_settings.view organization_users.invite`, ``, ``},
	{"Project Owner", `clusters.manage pipelines.manage project_users.manage api_keys.restricted network.access project_alerts.access`,
		cloud2024 + clusters2024 + pipelines2024 + data2024, credential2024 + sdk2024},
	{"Project Member", `clusters.view pipelines.view collections.manage indexes.manage`,
		cloud2024 + pipelines2024 + data2024, sdk2024},
	{"db_admin", ``, data2024, credential2024 + sdk2024},
	{"db_rw", ``, data2024, `System (getVersion, checkHealth) Alias (create, drop, describe, alter, list)
		Collection (create, drop, describe, show, load, release, flush, getFlushState, rename)
		Partition (create, drop, hasPartition, load, release, show)
		Index (create, drop, getIndexState, getIndexBuildProgress, describeIndex)
		Vector (search, insert, delete, get, query)`},
	{"db_ro", ``, `Collection (list, describe) Vector (search, query, get)`, `Alias (describe, list) System (getVersion, checkHealth)
		Collection (describe, show, load) Partition (hasPartition, show)
		Index (getIndexState, getIndexBuildProgress, describeIndex) Vector (search, get, query)`},
}

// What the page of 2025 calls all operations of a kind, as the reference lists them.
const (
	collections2025 = `Collection (add field, alter properties, alter field properties, compact, create, describe, drop properties,
		drop, flush, get load state, get stats, get compaction state, has, list, load, refresh load, release, rename)`
	indexes2025    = `Index (alter properties, create, describe, drop properties, drop, list)`
	partitions2025 = `Partition (create, drop, get stats, has, list, load, release)`
	vectors2025    = `Vector (delete, get, hybrid search, insert, query, search, upsert)`
	aliases2025    = `Alias (alter, create, describe, drop, list)`
	roles2025      = `Role (list, describe, create, alter, drop, grant privilege, revoke privilege, grant privilege v2, revoke privilege v2)`
	users2025      = `User (create, describe, drop, grant role, list, revoke role, update password)`
)

// Rows of the page of 2025: what the console allows, then the data plane of RESTful API v2.
var rows2025 = []struct{ role, console, rest string }{
	{"db_admin", `manage_properties manage_collections manage_indexes view_metrics manage_users manage_roles manage_backups`,
		collections2025 + indexes2025 + partitions2025 + vectors2025 + aliases2025 + roles2025 + users2025},
	{"db_rw", `manage_collections manage_indexes view_metrics view_users view_roles view_backups`,
		collections2025 + indexes2025 + partitions2025 + vectors2025 + aliases2025 + roles2025 + `User (describe, list)`},
	{"db_ro", `view_collections view_indexes view_metrics view_users view_roles view_backups`,
		`Collection (describe, get load state, get stats, has, list) Index (describe, list) Partition (get stats, has, list)
		Alias (describe, list)` + roles2025 + `User (describe, list)`},
}

var (
	cell  = regexp.MustCompile(`(\w+) \(([^)]*)\)`)
	upper = regexp.MustCompile(`[A-Z]`)
	space = regexp.MustCompile(`\s+`)
)

// names turns the cells of a row into names of privileges.
func names(prefix, cells string) []string {
	var out []string
	for _, m := range cell.FindAllStringSubmatch(cells, -1) {
		for _, words := range strings.Split(m[2], ",") {
			words = upper.ReplaceAllString(space.ReplaceAllString(strings.TrimSpace(words), "_"), "_$0")
			out = append(out, prefix+strings.ToLower(m[1]+"."+words))
		}
	}
	return out
}

func prefixed(prefix, words string) []string {
	var out []string
	for _, w := range strings.Fields(words) {
		out = append(out, prefix+w)
	}
	return out
}

// of2025 tells whether a privilege stands in the table of 2025.
func of2025(name string) bool {
	return strings.HasPrefix(name, "rest.v2.") || strings.HasPrefix(name, "ui.cluster.")
}

// granted are the operations of a role in one of the tables, sorted.
func granted(t *testing.T, role string, in2025 bool) []string {
	t.Helper()
	r := catalog(t).Role(role)
	if r == nil {
		t.Fatalf("no role %q", role)
	}
	var out []string
	for _, g := range r.Grants {
		if g.Database != "*" || g.Collection != "*" {
			t.Errorf("%s: operations on %s.%s", role, g.Database, g.Collection)
		}
		for _, name := range g.Privileges {
			if of2025(name) == in2025 {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	slices.Sort(want)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-page +catalog):\n%s", what, d)
	}
}

func TestUserRoles(t *testing.T) {
	for _, row := range rows2024 {
		want := slices.Concat(prefixed("ui.", row.console), names("rest.", row.rest), names("sdk.", row.sdk))
		compare(t, row.role, want, granted(t, row.role, false))
	}
}

func TestClusterRoles(t *testing.T) {
	for _, row := range rows2025 {
		want := slices.Concat(prefixed("ui.cluster.", row.console), names("rest.v2.", row.rest))
		compare(t, row.role, want, granted(t, row.role, true))
	}
}

// Every operation of the catalog stands in one of the tables, with that table's source.
func TestOperations(t *testing.T) {
	var want, got []string
	for _, row := range rows2024 {
		want = slices.Concat(want, prefixed("ui.", row.console), names("rest.", row.rest), names("sdk.", row.sdk))
	}
	for _, row := range rows2025 {
		want = slices.Concat(want, prefixed("ui.cluster.", row.console), names("rest.v2.", row.rest))
	}
	slices.Sort(want)
	c := catalog(t)
	for i := range c.Privileges {
		p := &c.Privileges[i]
		if p.Level != "operation" {
			continue
		}
		got = append(got, p.Name)
		if (p.Source == "user-roles") == of2025(p.Name) {
			t.Errorf("%s comes from %s", p.Name, p.Source)
		}
		if p.Scope != "cluster" || p.Dead() {
			t.Errorf("%s has scope %q", p.Name, p.Scope)
		}
	}
	compare(t, "operations", slices.Compact(want), got)
	if len(got) != 160 {
		t.Errorf("%d operations", len(got))
	}
}

// Even the read-only role is documented with granting.
func TestEscalation(t *testing.T) {
	for _, role := range []string{"db_admin", "db_rw", "db_ro"} {
		for _, name := range []string{"rest.v2.role.grant_privilege", "rest.v2.role.grant_privilege_v2"} {
			if !slices.Contains(granted(t, role, true), name) || catalog(t).Privilege(name).Escalation == "" {
				t.Errorf("%s grants privileges by %s, which raises it", role, name)
			}
		}
	}
}

// An operation on data makes one call of the server and risks what the
// privilege risks that guards it; a call that nothing guards reads.
func TestCalls(t *testing.T) {
	server, _ := milvus.Target.Catalog("2.6")
	risks := map[string]string{}
	for i := range server.Privileges {
		for _, o := range server.Privileges[i].Operations {
			risks[o.Name] = server.Privileges[i].Risk
		}
	}
	for _, name := range server.Unguarded {
		risks[name] = "read"
	}
	control := regexp.MustCompile(`^(ui\..*|rest\.(cloud|cluster|pipeline)\..*|rest\.import\.(get|list)_.*)$`)
	c := catalog(t)
	for i := range c.Privileges {
		p := &c.Privileges[i]
		if p.Level != "operation" {
			continue
		}
		if control.MatchString(p.Name) {
			if len(p.Operations) > 0 {
				t.Errorf("%s calls the server: %v", p.Name, p.Operations)
			}
			continue
		}
		if len(p.Operations) != 1 {
			t.Errorf("%s makes calls %v", p.Name, p.Operations)
			continue
		}
		if risk, known := risks[p.Operations[0].Name]; !known || risk != p.Risk {
			t.Errorf("%s is %s and calls %s, which is %q", p.Name, p.Risk, p.Operations[0].Name, risk)
		}
	}
}
