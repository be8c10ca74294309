package milvus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/rolecall/rolecall/schema"
)

// step is what a group holds beyond the one before it, by the version it came
// with; a name after - left with that version.
type step struct{ group, before, since25, since26, since30 string }

var builtin = []step{
	{"ClusterReadOnly", "", "DescribeResourceGroup ListDatabases ListPrivilegeGroups ListResourceGroups SelectOwnership SelectUser", "GetReplicateConfiguration", "ListFileResources"},
	{"ClusterReadWrite", "ClusterReadOnly", "FlushAll TransferNode TransferReplica UpdateResourceGroups", "", "AddFileResource PinSnapshotData RemoveFileResource UnpinSnapshotData"},
	{"ClusterAdmin", "ClusterReadWrite", "BackupRBAC CreateDatabase CreateOwnership CreatePrivilegeGroup CreateResourceGroup DropDatabase DropOwnership DropPrivilegeGroup DropResourceGroup ManageOwnership OperatePrivilegeGroup RenameCollection RestoreRBAC UpdateUser", "UpdateReplicateConfiguration", "-RenameCollection ExportSnapshot Expr RestoreExternalSnapshot"},
	{"DatabaseReadOnly", "", "DescribeDatabase ShowCollections", "", ""},
	{"DatabaseReadWrite", "DatabaseReadOnly", "AlterDatabase", "", ""},
	{"DatabaseAdmin", "DatabaseReadWrite", "CreateCollection DropCollection", "", "RenameCollection"},
	{"CollectionReadOnly", "", "DescribeAlias DescribeCollection GetFlushState GetLoadState GetLoadingProgress GetStatistics HasPartition IndexDetail ListAliases Query Search ShowPartitions", "GetImportProgress ListImport", "DescribeSnapshot ListSnapshots"},
	{"CollectionReadWrite", "CollectionReadOnly", "Compaction CreateIndex CreatePartition Delete DropIndex DropPartition Flush Import Insert Load LoadBalance Release Upsert", "AddCollectionField", "AlterCollectionSchema CreateSnapshot DropSnapshot RefreshExternalCollection"},
	{"CollectionAdmin", "CollectionReadWrite", "CreateAlias DropAlias", "", "RestoreSnapshot"},
}

var legacy = []step{
	{"All", "", "", "", ""},
	{"ReadOnly", "", "DescribeAlias DescribeCollection DescribeDatabase GetFlushState GetLoadState GetLoadingProgress GetStatistics HasPartition IndexDetail ListAliases ListDatabases Query Search ShowCollections ShowPartitions", "", "DescribeSnapshot ListSnapshots"},
	{"ReadWrite", "ReadOnly", "Compaction CreateAlias CreateIndex CreatePartition Delete DropAlias DropIndex DropPartition Flush Import Insert Load LoadBalance Release RenameCollection Upsert", "", "-RenameCollection CreateSnapshot DropSnapshot RefreshExternalCollection"},
	{"Admin", "ReadWrite", "AlterDatabase BackupRBAC CreateCollection CreateDatabase CreateOwnership CreateResourceGroup DescribeResourceGroup DropCollection DropDatabase DropOwnership DropResourceGroup ListResourceGroups ManageOwnership RestoreRBAC SelectOwnership SelectUser TransferNode TransferReplica UpdateResourceGroups UpdateUser", "UpdateReplicateConfiguration", "RenameCollection ExportSnapshot PinSnapshotData RestoreExternalSnapshot RestoreSnapshot UnpinSnapshotData"},
}

// members is what each group of the steps holds in the version of that index, sorted.
func members(steps []step, version int) map[string][]string {
	out := map[string][]string{}
	for _, s := range steps {
		held := slices.Clone(out[s.before])
		for _, part := range []string{s.since25, s.since26, s.since30}[:version+1] {
			for _, name := range strings.Fields(part) {
				if gone, ok := strings.CutPrefix(name, "-"); ok {
					held = slices.DeleteFunc(held, func(s string) bool { return s == gone })
				} else {
					held = append(held, name)
				}
			}
		}
		slices.Sort(held)
		out[s.group] = slices.Compact(held)
	}
	return out
}

func TestGroups(t *testing.T) {
	sizes := map[string][]int{ // cluster, database, collection; read-only, read-write, admin
		"2.5": {6, 10, 24, 2, 3, 5, 12, 25, 27},
		"2.6": {7, 11, 26, 2, 3, 5, 14, 28, 30},
		"3.0": {8, 16, 33, 2, 3, 6, 16, 34, 37},
	}
	for i, version := range versions {
		c := catalog(t, version)
		want := members(builtin, i)
		for n, s := range builtin {
			got := c.Group(s.group)
			if got == nil {
				t.Fatalf("%s has no %s", version, s.group)
			}
			if d := cmp.Diff(want[s.group], got.Privileges); d != "" {
				t.Errorf("%s %s (-want +got):\n%s", version, s.group, d)
			}
			if len(got.Privileges) != sizes[version][n] {
				t.Errorf("%s %s has %d privileges, want %d", version, s.group, len(got.Privileges), sizes[version][n])
			}
			if got.Legacy || got.Match != schema.MatchMembers || got.Object != "Global" || len(got.Aliases) > 0 {
				t.Errorf("%s %s: legacy %v, match %q, object %q, aliases %v", version, s.group, got.Legacy, got.Match, got.Object, got.Aliases)
			}
		}
		if len(c.Groups) != len(builtin)+len(legacy) {
			t.Errorf("%s has %d groups", version, len(c.Groups))
		}
	}
}

func TestLegacyGroups(t *testing.T) {
	for i, version := range versions {
		c := catalog(t, version)
		want := members(legacy, i)
		for _, s := range legacy {
			g := c.Group(s.group)
			covers, object := "any", "Global"
			if strings.HasPrefix(s.group, "Read") {
				covers, object = "written", "Collection"
			}
			if !g.Legacy || g.Match != schema.MatchExact || g.Level != "" || g.Covers != covers || g.Object != object {
				t.Errorf("%s %s: %+v", version, s.group, *g)
			}
			if d := cmp.Diff(want[s.group], g.Privileges, cmpopts.EquateEmpty()); d != "" {
				t.Errorf("%s %s (-want +got):\n%s", version, s.group, d)
			}
			if c.Privilege(s.group) != nil {
				t.Errorf("%s: %s is a privilege too", version, s.group)
			}
		}
	}
}

// Admin of a level holds every privilege of that level, which is how the server tells levels.
func TestAdminGroupIsTheLevel(t *testing.T) {
	for _, version := range versions {
		c := catalog(t, version)
		for group, level := range map[string]schema.Level{"ClusterAdmin": "cluster", "DatabaseAdmin": "database", "CollectionAdmin": "collection"} {
			for i := range c.Privileges {
				p := &c.Privileges[i]
				if in := slices.Contains(c.Group(group).Privileges, p.Name); in != (p.Level == level) {
					t.Errorf("%s: %s of level %q in %s: %v", version, p.Name, p.Level, group, in)
				}
			}
		}
	}
}
