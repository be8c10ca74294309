package milvus_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
)

// privileges are read off the servers' sources, not off the catalogs: name,
// level in 2.5, 2.6 and 3.0 (- for a name without a level, . for none at all),
// object type, enforced scope, and the calls that ask for it. A call stands
// with @VERSION where it came later, @FIRST-LAST where it went again, and !
// where its request is of another object type, so that no grant opens it.
const privileges = `
AddFileResource              .          -          cluster    Global     cluster    AddFileResource@2.6
BackupRBAC                   cluster    cluster    cluster    Global     cluster    BackupRBAC
CreateDatabase               cluster    cluster    cluster    Global     cluster    CreateDatabase
CreateOwnership              cluster    cluster    cluster    Global     cluster    CreateCredential CreateRole AlterRole@2.6 CreateRowPolicy@2.6!
CreatePrivilegeGroup         cluster    cluster    cluster    Global     cluster    CreatePrivilegeGroup
CreateResourceGroup          cluster    cluster    cluster    Global     cluster    CreateResourceGroup
DescribeResourceGroup        cluster    cluster    cluster    Global     cluster    DescribeResourceGroup
DropDatabase                 cluster    cluster    cluster    Global     cluster    DropDatabase
DropOwnership                cluster    cluster    cluster    Global     cluster    DeleteCredential DropRole DropRowPolicy@2.6!
DropPrivilegeGroup           cluster    cluster    cluster    Global     cluster    DropPrivilegeGroup
DropResourceGroup            cluster    cluster    cluster    Global     cluster    DropResourceGroup
ExportSnapshot               .          .          cluster    Global     cluster    ExportSnapshot@3.0
Expr                         .          .          cluster    Global     cluster    Expr@3.0
FlushAll                     cluster    cluster    cluster    Global     cluster    FlushAll
GetReplicateConfiguration    .          cluster    cluster    Global     cluster    GetReplicateConfiguration@2.6
ListDatabases                cluster    cluster    cluster    Global     none
ListFileResources            .          -          cluster    Global     cluster    ListFileResources@2.6
ListPrivilegeGroups          cluster    cluster    cluster    Global     cluster    ListPrivilegeGroups
ListResourceGroups           cluster    cluster    cluster    Global     cluster    ListResourceGroups
ManageOwnership              cluster    cluster    cluster    Global     cluster    OperateUserRole OperatePrivilege OperatePrivilegeV2
OperatePrivilegeGroup        cluster    cluster    cluster    Global     cluster    OperatePrivilegeGroup
PinSnapshotData              .          .          cluster    Global     cluster    PinSnapshotData@3.0
RemoveFileResource           .          -          cluster    Global     cluster    RemoveFileResource@2.6
RestoreExternalSnapshot      .          .          cluster    Global     cluster    RestoreExternalSnapshot@3.0
RestoreRBAC                  cluster    cluster    cluster    Global     cluster    RestoreRBAC
SelectOwnership              cluster    cluster    cluster    Global     cluster    ListCredUsers SelectRole SelectGrant ListRowPolicies@2.6!
SelectUser                   cluster    cluster    cluster    User       cluster    SelectUser GetUserTags@2.6 ListUsersWithTag@2.6
TransferNode                 cluster    cluster    cluster    Global     cluster    TransferNode
TransferReplica              cluster    cluster    cluster    Global     cluster    TransferReplica
UnpinSnapshotData            .          .          cluster    Global     cluster    UnpinSnapshotData@3.0
UpdateReplicateConfiguration .          cluster    cluster    Global     cluster    UpdateReplicateConfiguration@2.6
UpdateResourceGroups         cluster    cluster    cluster    Global     cluster    UpdateResourceGroups
UpdateUser                   cluster    cluster    cluster    User       cluster    UpdateCredential AddUserTags@2.6 DeleteUserTags@2.6
AlterDatabase                database   database   database   Global     database   AlterDatabase
CreateCollection             database   database   database   Global     database   CreateCollection AlterCollection AlterCollectionField AddCollectionFunction@2.6 AlterCollectionFunction@2.6 DropCollectionFunction@2.6
DescribeDatabase             database   database   database   Global     database   DescribeDatabase
DropCollection               database   database   database   Global     database   DropCollection TruncateCollection@2.6
RenameCollection             cluster    cluster    database   Global     cluster,cluster,database RenameCollection
ShowCollections              database   database   database   Global     none
AddCollectionField           .          collection collection Collection collection AddCollectionField@2.6 AddCollectionStructField@3.0
AlterCollectionSchema        .          .          collection Collection collection AlterCollectionSchema@3.0
Compaction                   collection collection collection Collection collection ManualCompaction
CreateAlias                  collection collection collection Global     database   CreateAlias AlterAlias
CreateIndex                  collection collection collection Collection collection CreateIndex AlterIndex
CreatePartition              collection collection collection Collection collection CreatePartition CreateNamespace@3.0
CreateSnapshot               .          .          collection Collection collection CreateSnapshot@3.0
Delete                       collection collection collection Collection collection Delete
DescribeAlias                collection collection collection Global     database   DescribeAlias
DescribeCollection           collection collection collection Global     database   DescribeCollection BatchDescribeCollection@2.6
DescribeSnapshot             .          .          collection Collection collection DescribeSnapshot@3.0
DropAlias                    collection collection collection Global     database   DropAlias
DropIndex                    collection collection collection Collection collection DropIndex
DropPartition                collection collection collection Collection collection DropPartition DropNamespace@3.0
DropSnapshot                 .          .          collection Collection collection DropSnapshot@3.0
Flush                        collection collection collection Collection collection Flush
GetFlushState                collection collection collection Collection collection GetFlushState
GetImportProgress            .          collection collection Collection none       GetImportProgressAuthPlaceholder@2.6!
GetLoadState                 collection collection collection Collection collection GetLoadingProgress GetLoadState
GetLoadingProgress           collection collection collection Collection none
GetStatistics                collection collection collection Collection collection GetStatisticsRequest GetCollectionStatistics GetPartitionStatistics@2.6
HasPartition                 collection collection collection Collection collection HasPartition HasNamespace@3.0
Import                       collection collection collection Collection collection Import ImportAuthPlaceholder GetImportProgressAuthPlaceholder@2.5-2.5 ListImportsAuthPlaceholder@2.5-2.5
IndexDetail                  collection collection collection Collection collection DescribeIndex GetIndexBuildProgress GetIndexState GetIndexStatistics
Insert                       collection collection collection Collection collection Insert BatchUpdateManifest@3.0
ListAliases                  collection collection collection Global     database   ListAliases
ListImport                   .          collection collection Collection none       ListImportsAuthPlaceholder@2.6!
ListSnapshots                .          .          collection Collection collection ListSnapshots@3.0
Load                         collection collection collection Collection collection LoadCollection LoadPartitions Prewarm@3.0
LoadBalance                  collection collection collection Collection collection LoadBalance
Query                        collection collection collection Collection collection Query
RefreshExternalCollection    .          .          collection Collection collection RefreshExternalCollection@3.0
Release                      collection collection collection Collection collection ReleaseCollection ReleasePartitions
RestoreSnapshot              .          .          collection Collection collection RestoreSnapshot@3.0 ListRestoreSnapshotJobs@3.0
Search                       collection collection collection Collection collection Search HybridSearch
ShowPartitions               collection collection collection Collection collection ShowPartitions DescribeNamespace@3.0 ListNamespaces@3.0 GetNamespaceStats@3.0
Upsert                       collection collection collection Collection collection Upsert
`

// at is the column of a version in a cell that has one value for each version,
// or one for all of them.
func at(cell, version string) string {
	values := strings.Split(cell, ",")
	if len(values) == 1 {
		return cell
	}
	return values[slices.Index(versions, version)]
}

func TestPrivileges(t *testing.T) {
	for i, version := range versions {
		t.Run(version, func(t *testing.T) {
			c := catalog(t, version)
			known := 0
			for line := range strings.Lines(strings.TrimSpace(privileges)) {
				f := strings.Fields(line)
				name, level, object, scope, calls := f[0], strings.Trim(f[1+i], "-"), f[4], at(f[5], version), f[6:]
				p := c.Privilege(name)
				if level == "." {
					if p != nil {
						t.Errorf("%s is in %s", name, version)
					}
					continue
				}
				known++
				if p == nil {
					t.Errorf("%s is missing", name)
					continue
				}
				if string(p.Level) != level || p.Object != object || string(p.Scope) != scope {
					t.Errorf("%s: level %q, object %q, scope %q; want %q, %q, %q", name, p.Level, p.Object, p.Scope, level, object, scope)
				}
				checkCalls(t, p, calls, version)
			}
			if len(c.Privileges) != known {
				t.Errorf("%d privileges, want %d", len(c.Privileges), known)
			}
		})
	}
}

// checkCalls compares the calls of a privilege, reachable or not, with those of the table.
func checkCalls(t *testing.T, p *schema.Privilege, calls []string, version string) {
	t.Helper()
	var want, got []string
	for _, call := range calls {
		call, unreachable := strings.CutSuffix(call, "!")
		call, span, _ := strings.Cut(call, "@")
		first, last, _ := strings.Cut(span, "-")
		if first > version || last != "" && last < version {
			continue
		}
		if unreachable {
			call += "!"
		}
		want = append(want, call)
	}
	for _, o := range p.Operations {
		name := o.Name
		if o.Unreachable {
			name += "!"
		}
		got = append(got, name)
	}
	slices.Sort(want)
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("calls of %s (-want +got):\n%s", p.Name, d)
	}
}

// A call is guarded by one privilege, save where a privilege that guards nothing names it too.
func TestOneGuard(t *testing.T) {
	for _, version := range versions {
		guards := map[string]string{}
		c := catalog(t, version)
		for i := range c.Privileges {
			p := &c.Privileges[i]
			for _, o := range p.Operations {
				if before, twice := guards[o.Name]; twice {
					t.Errorf("%s: %s is guarded by %s and %s", version, o.Name, before, p.Name)
				}
				guards[o.Name] = p.Name
				if slices.Contains(c.Unguarded, o.Name) {
					t.Errorf("%s: %s is guarded by %s and unguarded", version, o.Name, p.Name)
				}
			}
		}
	}
}

func TestCounts(t *testing.T) {
	for _, want := range []struct {
		version                                  string
		all, cluster, database, collection, none int
		dead, unguarded                          int
	}{
		{"2.5", 56, 24, 5, 27, 0, 3, 25},
		{"2.6", 64, 26, 5, 30, 3, 5, 27},
		{"3.0", 76, 33, 6, 37, 0, 5, 36},
	} {
		c := catalog(t, want.version)
		levels := map[schema.Level]int{}
		dead := 0
		for i := range c.Privileges {
			levels[c.Privileges[i].Level]++
			if c.Privileges[i].Dead() {
				dead++
			}
		}
		got := []int{len(c.Privileges), levels["cluster"], levels["database"], levels["collection"], levels[""], dead, len(c.Unguarded)}
		if d := cmp.Diff([]int{want.all, want.cluster, want.database, want.collection, want.none, want.dead, want.unguarded}, got); d != "" {
			t.Errorf("%s: all, cluster, database, collection, no level, dead, unguarded (-want +got):\n%s", want.version, d)
		}
	}
}
