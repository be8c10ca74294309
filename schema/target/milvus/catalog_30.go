// Code generated from catalog/3.0.json by go test ./schema/target -update; DO NOT EDIT.

package milvus

import "github.com/rolecall/rolecall/schema"

// catalog30 gives the catalog of 3.0.
func catalog30() *schema.Catalog {
	c := data30
	c.Sources = map[string]schema.Source{"docs": schema.Source{Title: "milvus-io/web-content master, v3.0.x/site/en/adminGuide", Date: "2026-08-06", URL: ""}, "groups": schema.Source{Title: "milvus-io/milvus branch master at 954c4e7b (the 3.0 line), pkg/util/constant.go and pkg/util/paramtable/rbac_param.go", Date: "2026-08-07", URL: ""}, "issues": schema.Source{Title: "milvus-io/milvus issues 38092 and 45709 and pull request 51894; milvus-io/pymilvus issue 2523; zilliztech/attu issue 983", Date: "2026-11", URL: ""}, "matcher": schema.Source{Title: "the access model of milvus-io/milvus branch master at 954c4e7b (the 3.0 line), run over its own tables", Date: "2026-11", URL: ""}, "params": schema.Source{Title: "milvus-io/milvus branch master at 954c4e7b (the 3.0 line), pkg/util/paramtable/component_param.go", Date: "2026-08-07", URL: ""}, "privileges": schema.Source{Title: "milvus-io/milvus branch master at 954c4e7b (the 3.0 line), pkg/util/constant.go, with the annotations of milvus-io/milvus-proto branch 3.0", Date: "2026-08-07", URL: ""}, "proxy": schema.Source{Title: "milvus-io/milvus branch master at 954c4e7b (the 3.0 line), internal/proxy", Date: "2026-08-07", URL: ""}, "rootcoord": schema.Source{Title: "milvus-io/milvus branch master at 954c4e7b (the 3.0 line), internal/rootcoord and internal/metastore/kv/rootcoord", Date: "2026-08-07", URL: ""}, "zilliz": schema.Source{Title: "Zilliz Cloud documentation, cluster roles and privileges", Date: "2026-11", URL: ""}}
	c.Behaviour.Objects = map[string]string{"Collection": "collection", "Global": "any", "User": "user"}
	return &c
}

var data30 = schema.Catalog{Format: "rolecall.catalog/v1", Kind: "milvus", Version: "3.0", Title: "Milvus 3.0", Levels: []schema.Level{"cluster", "database", "collection"}, Principals: []string{"user"}, Behaviour: schema.Behaviour{Scoped: true, DefaultDatabase: "default", RequestDatabase: "request", ClusterDatabase: "*", Wildcard: "Global", AliasesSince: "3.0", LifecycleSince: "3.0", DescriptionsSince: "3.0", CustomGroups: true, EmptyGroups: true, SingleLevel: true, BoundRoleDrop: "unbinds", BoundRoleDropNote: "Milvus drops a role that users hold and takes it from them silently", GrantedRoleDrop: true, Source: "rootcoord"}, Settings: []schema.SettingDef{
	schema.SettingDef{Name: "authorization", Default: true, Server: "common.security.authorizationEnabled", Description: "The server checks access. Its own default is off, which lets everyone do everything; rolecall takes it for on.", Source: "params"},
	schema.SettingDef{Name: "public_privileges", Default: true, Server: "common.security.enablePublicPrivilege", Description: "Everyone holds the default grants of public.", Source: "params"},
	schema.SettingDef{Name: "root_needs_role", Server: "common.security.rootShouldBindRole", Description: "root passes no check by name and has only the roles it is given.", Source: "params"}}, Privileges: []schema.Privilege{
	schema.Privilege{Name: "AddFileResource", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AddFileResource"}}, Risk: "write", Category: "file resource", Description: "Register a file that analyzers may load.", Note: "had no level before 3.0", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "BackupRBAC", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "BackupRBAC"}}, Risk: "admin", Category: "access", Description: "Export every user, role, grant and own privilege group of all databases in one call.", Escalation: "reads the password hash of every user but root", Source: "privileges"},
	schema.Privilege{Name: "CreateDatabase", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateDatabase", REST: []string{"/v2/vectordb/databases/create"}}}, Risk: "write", Category: "database", Description: "Create a database.", Source: "privileges"},
	schema.Privilege{Name: "CreateOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCredential", REST: []string{"/v2/vectordb/users/create"}},
		schema.Operation{Name: "CreateRole", REST: []string{"/v2/vectordb/roles/create"}},
		schema.Operation{Name: "AlterRole", REST: []string{"/v2/vectordb/roles/alter"}},
		schema.Operation{Name: "CreateRowPolicy", Unreachable: true}}, Risk: "admin", Category: "access", Description: "Create users and roles.", Escalation: "creates users with passwords of its own choice: a second identity, which ManageOwnership can give any role", Note: "a grant of it never opens row policies, whose requests are of another object type", Source: "privileges"},
	schema.Privilege{Name: "CreatePrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/create"}}}, Risk: "admin", Category: "access", Description: "Create an own privilege group, still empty.", Source: "privileges"},
	schema.Privilege{Name: "CreateResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateResourceGroup", REST: []string{"/v2/vectordb/resource_groups/create"}}}, Risk: "admin", Category: "resource group", Description: "Create a resource group of query nodes.", Source: "privileges"},
	schema.Privilege{Name: "DescribeResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeResourceGroup", REST: []string{"/v2/vectordb/resource_groups/describe"}}}, Risk: "read", Category: "resource group", Description: "See one resource group.", Source: "privileges"},
	schema.Privilege{Name: "DropDatabase", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropDatabase", REST: []string{"/v2/vectordb/databases/drop"}}}, Risk: "destructive", Category: "database", Description: "Drop a database.", Source: "privileges"},
	schema.Privilege{Name: "DropOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DeleteCredential", REST: []string{"/v2/vectordb/users/drop"}},
		schema.Operation{Name: "DropRole", REST: []string{"/v2/vectordb/roles/drop"}},
		schema.Operation{Name: "DropRowPolicy", Unreachable: true}}, Risk: "admin", Category: "access", Description: "Drop users and roles.", Note: "a grant of it never opens row policies, whose requests are of another object type", Source: "privileges"},
	schema.Privilege{Name: "DropPrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropPrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/drop"}}}, Risk: "admin", Category: "access", Description: "Drop an own privilege group that no role is granted.", Source: "privileges"},
	schema.Privilege{Name: "DropResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropResourceGroup", REST: []string{"/v2/vectordb/resource_groups/drop"}}}, Risk: "admin", Category: "resource group", Description: "Drop a resource group.", Source: "privileges"},
	schema.Privilege{Name: "ExportSnapshot", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ExportSnapshot"}}, Risk: "write", Category: "snapshot", Description: "Copy a snapshot out to external storage.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Expr", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Expr", REST: []string{"/expr"}}}, Risk: "admin", Category: "debugging", Description: "Use the debug endpoint /expr of the server.", Escalation: "reaches into the running server through a debug endpoint, past every other check", Note: "guards an HTTP endpoint for debugging, no call of the service", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "FlushAll", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "FlushAll"}}, Risk: "write", Category: "collection", Description: "Flush the collections of every database.", Source: "privileges"},
	schema.Privilege{Name: "GetReplicateConfiguration", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetReplicateConfiguration"}}, Risk: "read", Category: "replication", Description: "Read how clusters replicate to each other.", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "ListDatabases", Level: "cluster", Object: "Global", Scope: "none", Risk: "read", Category: "database", Description: "Named for listing databases, yet the list is open to all and shows what some grant makes visible.", Note: "guards no call; like any grant, it makes the database it is written on visible in listings", Source: "privileges"},
	schema.Privilege{Name: "ListFileResources", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListFileResources"}}, Risk: "read", Category: "file resource", Description: "List registered files.", Note: "had no level before 3.0", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "ListPrivilegeGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListPrivilegeGroups", REST: []string{"/v2/vectordb/privilege_groups/list"}}}, Risk: "read", Category: "access", Description: "List the built-in and own privilege groups with their members.", Source: "privileges"},
	schema.Privilege{Name: "ListResourceGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListResourceGroups", REST: []string{"/v2/vectordb/resource_groups/list"}}}, Risk: "read", Category: "resource group", Description: "List resource groups.", Source: "privileges"},
	schema.Privilege{Name: "ManageOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperateUserRole", REST: []string{"/v2/vectordb/users/grant_role", "/v2/vectordb/users/revoke_role"}},
		schema.Operation{Name: "OperatePrivilege", REST: []string{"/v2/vectordb/roles/grant_privilege", "/v2/vectordb/roles/revoke_privilege"}},
		schema.Operation{Name: "OperatePrivilegeV2", REST: []string{"/v2/vectordb/roles/grant_privilege_v2", "/v2/vectordb/roles/revoke_privilege_v2"}}}, Risk: "admin", Category: "access", Description: "Give and take roles, and grant and revoke privileges.", Escalation: "gives any role, admin included, to any user, and any privilege to a role that it holds itself", Source: "privileges"},
	schema.Privilege{Name: "OperatePrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/add_privileges_to_group", "/v2/vectordb/privilege_groups/remove_privileges_from_group"}}}, Risk: "admin", Category: "access", Description: "Add privileges to an own privilege group and remove them.", Escalation: "adds any privilege of the same level to an own group that its role is granted already", Source: "privileges"},
	schema.Privilege{Name: "PinSnapshotData", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "PinSnapshotData"}}, Risk: "write", Category: "snapshot", Description: "Keep the data of a snapshot from being cleaned up.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "RemoveFileResource", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RemoveFileResource"}}, Risk: "write", Category: "file resource", Description: "Remove a registered file.", Note: "had no level before 3.0", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "RestoreExternalSnapshot", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RestoreExternalSnapshot"}}, Risk: "destructive", Category: "snapshot", Description: "Restore a snapshot from external storage.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "RestoreRBAC", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RestoreRBAC"}}, Risk: "admin", Category: "access", Description: "Write users, roles, grants and groups from an export; refused where one of them exists.", Escalation: "writes new users, roles and grants of any content in one call", Source: "privileges"},
	schema.Privilege{Name: "SelectOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListCredUsers", REST: []string{"/v2/vectordb/users/list"}},
		schema.Operation{Name: "SelectRole", REST: []string{"/v2/vectordb/roles/list"}},
		schema.Operation{Name: "SelectGrant", REST: []string{"/v2/vectordb/roles/describe"}},
		schema.Operation{Name: "ListRowPolicies", Unreachable: true}}, Risk: "read", Category: "access", Description: "List users and roles, and read the grants of any role.", Note: "anyone reads the grants of roles they hold without it; a grant of it never opens row policies", Source: "privileges"},
	schema.Privilege{Name: "SelectUser", Level: "cluster", Object: "User", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectUser", REST: []string{"/v2/vectordb/users/describe"}},
		schema.Operation{Name: "GetUserTags"},
		schema.Operation{Name: "ListUsersWithTag"}}, Risk: "read", Category: "access", Description: "See which roles a user holds.", Note: "anyone may look at themselves without it", Source: "privileges"},
	schema.Privilege{Name: "TransferNode", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "TransferNode"}}, Risk: "admin", Category: "resource group", Description: "Move query nodes between resource groups.", Source: "privileges"},
	schema.Privilege{Name: "TransferReplica", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "TransferReplica", REST: []string{"/v2/vectordb/resource_groups/transfer_replica"}}}, Risk: "admin", Category: "resource group", Description: "Move replicas between resource groups.", Source: "privileges"},
	schema.Privilege{Name: "UnpinSnapshotData", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UnpinSnapshotData"}}, Risk: "write", Category: "snapshot", Description: "Release the data of a snapshot for cleaning up.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "UpdateReplicateConfiguration", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateReplicateConfiguration"}}, Risk: "admin", Category: "replication", Description: "Change how clusters replicate to each other.", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "UpdateResourceGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateResourceGroups", REST: []string{"/v2/vectordb/resource_groups/alter"}}}, Risk: "admin", Category: "resource group", Description: "Change the size and the rules of resource groups.", Source: "privileges"},
	schema.Privilege{Name: "UpdateUser", Level: "cluster", Object: "User", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateCredential", REST: []string{"/v2/vectordb/users/update_password"}},
		schema.Operation{Name: "AddUserTags"},
		schema.Operation{Name: "DeleteUserTags"}}, Risk: "admin", Category: "access", Description: "Set the password of another user.", Escalation: "sets the password of another user and signs in as that user; servers ask for the old password unless the holder is listed in common.security.superUsers", Note: "anyone may change their own password without it", Source: "privileges"},
	schema.Privilege{Name: "AlterDatabase", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "AlterDatabase", REST: []string{"/v2/vectordb/databases/alter", "/v2/vectordb/databases/alter_properties", "/v2/vectordb/databases/drop_properties"}}}, Risk: "write", Category: "database", Description: "Change the properties of a database.", Source: "privileges"},
	schema.Privilege{Name: "CreateCollection", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCollection", REST: []string{"/v2/vectordb/collections/create"}},
		schema.Operation{Name: "AlterCollection", REST: []string{"/v2/vectordb/collections/alter_properties", "/v2/vectordb/collections/drop_properties"}},
		schema.Operation{Name: "AlterCollectionField", REST: []string{"/v2/vectordb/collections/fields/alter_properties"}},
		schema.Operation{Name: "AddCollectionFunction", REST: []string{"/v2/vectordb/collections/add_function"}},
		schema.Operation{Name: "AlterCollectionFunction", REST: []string{"/v2/vectordb/collections/alter_function"}},
		schema.Operation{Name: "DropCollectionFunction", REST: []string{"/v2/vectordb/collections/drop_function"}}}, Risk: "write", Category: "collection", Description: "Create collections, and alter any collection of the database and its fields.", Note: "altering collections and fields comes with it, on every collection of the database", Source: "privileges"},
	schema.Privilege{Name: "DescribeDatabase", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeDatabase", REST: []string{"/v2/vectordb/databases/describe"}}}, Risk: "read", Category: "database", Description: "See the properties of a database.", Source: "privileges"},
	schema.Privilege{Name: "DropCollection", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DropCollection", REST: []string{"/v2/vectordb/collections/drop"}},
		schema.Operation{Name: "TruncateCollection", REST: []string{"/v2/vectordb/collections/truncate"}}}, Risk: "destructive", Category: "collection", Description: "Drop any collection of the database.", Note: "enforced on every collection of the database, truncating included, also when granted on one", Source: "privileges"},
	schema.Privilege{Name: "RenameCollection", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "RenameCollection", REST: []string{"/v2/vectordb/collections/rename"}}}, Risk: "write", Category: "collection", Description: "Rename any collection of the database, also into another database.", Note: "was cluster-level before 3.0; a rename into another database is checked against database *", Source: "privileges"},
	schema.Privilege{Name: "ShowCollections", Level: "database", Object: "Global", Scope: "none", Risk: "read", Category: "database", Description: "Named for listing collections, yet the list is open to all and shows what some grant makes visible.", Note: "guards no call; like any grant, it makes the database it is written on visible in listings", Source: "privileges"},
	schema.Privilege{Name: "AddCollectionField", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "AddCollectionField", REST: []string{"/v2/vectordb/collections/fields/add"}},
		schema.Operation{Name: "AddCollectionStructField", REST: []string{"/v2/vectordb/collections/struct_fields/add"}}}, Risk: "write", Category: "collection", Description: "Add a field to a collection.", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "AlterCollectionSchema", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "AlterCollectionSchema"}}, Risk: "write", Category: "collection", Description: "Change the schema of a collection.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Compaction", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ManualCompaction", REST: []string{"/v2/vectordb/collections/compact"}}}, Risk: "write", Category: "collection", Description: "Start a compaction.", Source: "privileges"},
	schema.Privilege{Name: "CreateAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "CreateAlias", REST: []string{"/v2/vectordb/aliases/create"}},
		schema.Operation{Name: "AlterAlias", REST: []string{"/v2/vectordb/aliases/alter"}}}, Risk: "write", Category: "alias", Description: "Create aliases and point existing ones at another collection, anywhere in the database.", Escalation: "points an alias that others use or are granted at another collection of the database", Note: "counted as collection-level, yet enforced on the whole database", Source: "privileges"},
	schema.Privilege{Name: "CreateIndex", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "CreateIndex", REST: []string{"/v2/vectordb/indexes/create"}},
		schema.Operation{Name: "AlterIndex", REST: []string{"/v2/vectordb/indexes/alter_properties", "/v2/vectordb/indexes/drop_properties"}}}, Risk: "write", Category: "index", Description: "Create an index and change its properties.", Source: "privileges"},
	schema.Privilege{Name: "CreatePartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePartition", REST: []string{"/v2/vectordb/partitions/create"}},
		schema.Operation{Name: "CreateNamespace"}}, Risk: "write", Category: "partition", Description: "Create a partition.", Source: "privileges"},
	schema.Privilege{Name: "CreateSnapshot", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "CreateSnapshot"}}, Risk: "write", Category: "snapshot", Description: "Take a snapshot of a collection.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Delete", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Delete", REST: []string{"/v2/vectordb/entities/delete"}}}, Risk: "destructive", Category: "entity", Description: "Delete entities.", Source: "privileges"},
	schema.Privilege{Name: "DescribeAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeAlias", REST: []string{"/v2/vectordb/aliases/describe"}}}, Risk: "read", Category: "alias", Description: "See which collection an alias of the database stands for.", Note: "counted as collection-level, yet enforced on the whole database", Source: "privileges"},
	schema.Privilege{Name: "DescribeCollection", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeCollection", REST: []string{"/v2/vectordb/collections/describe"}},
		schema.Operation{Name: "BatchDescribeCollection"}}, Risk: "read", Category: "collection", Description: "See the schema of any collection of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "privileges"},
	schema.Privilege{Name: "DescribeSnapshot", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeSnapshot"}}, Risk: "read", Category: "snapshot", Description: "See one snapshot.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "DropAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DropAlias", REST: []string{"/v2/vectordb/aliases/drop"}}}, Risk: "destructive", Category: "alias", Description: "Drop any alias of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "privileges"},
	schema.Privilege{Name: "DropIndex", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DropIndex", REST: []string{"/v2/vectordb/indexes/drop"}}}, Risk: "destructive", Category: "index", Description: "Drop an index.", Source: "privileges"},
	schema.Privilege{Name: "DropPartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DropPartition", REST: []string{"/v2/vectordb/partitions/drop"}},
		schema.Operation{Name: "DropNamespace"}}, Risk: "destructive", Category: "partition", Description: "Drop a partition with its entities.", Source: "privileges"},
	schema.Privilege{Name: "DropSnapshot", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DropSnapshot"}}, Risk: "destructive", Category: "snapshot", Description: "Drop a snapshot.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Flush", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Flush", REST: []string{"/v2/vectordb/collections/flush"}}}, Stores: []string{"GetFlushState"}, StoredBy: "the server", Risk: "write", Category: "collection", Description: "Flush a collection; a call that names several needs it on each.", Source: "privileges"},
	schema.Privilege{Name: "GetFlushState", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetFlushState"}}, Risk: "read", Category: "collection", Description: "See how far a flush has come.", Source: "privileges"},
	schema.Privilege{Name: "GetImportProgress", Level: "collection", Object: "Collection", Scope: "none", Operations: []schema.Operation{
		schema.Operation{Name: "GetImportProgressAuthPlaceholder", Unreachable: true}}, Risk: "read", Category: "entity", Description: "Named for import progress, which no grant of it opens.", Note: "guards no call: the request asks for object type Global and the grant is stored as Collection; Import opens the jobs instead", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "GetLoadState", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetLoadingProgress", REST: []string{"/v2/vectordb/collections/get_load_state"}},
		schema.Operation{Name: "GetLoadState", REST: []string{"/v2/vectordb/collections/get_load_state"}}}, Risk: "read", Category: "collection", Description: "See whether a collection is loaded and how far loading has come.", Source: "privileges"},
	schema.Privilege{Name: "GetLoadingProgress", Level: "collection", Object: "Collection", Scope: "none", Risk: "read", Category: "collection", Description: "Named for loading progress, which GetLoadState guards.", Note: "guards no call: GetLoadState guards the call of this name", Source: "privileges"},
	schema.Privilege{Name: "GetStatistics", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetStatisticsRequest"},
		schema.Operation{Name: "GetCollectionStatistics", REST: []string{"/v2/vectordb/collections/get_stats"}},
		schema.Operation{Name: "GetPartitionStatistics", REST: []string{"/v2/vectordb/partitions/get_stats"}}}, Risk: "read", Category: "collection", Description: "See how many entities a collection holds.", Source: "privileges"},
	schema.Privilege{Name: "HasPartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "HasPartition", REST: []string{"/v2/vectordb/partitions/has"}},
		schema.Operation{Name: "HasNamespace"}}, Risk: "read", Category: "partition", Description: "Ask whether a partition exists.", Source: "privileges"},
	schema.Privilege{Name: "Import", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Import"},
		schema.Operation{Name: "ImportAuthPlaceholder", REST: []string{"/v2/vectordb/jobs/import/create", "/v2/vectordb/jobs/import/describe", "/v2/vectordb/jobs/import/get_progress", "/v2/vectordb/jobs/import/list"}}}, Risk: "write", Category: "entity", Description: "Bulk-import files into a collection.", Note: "opens the jobs of the collection too: describing one, its progress, and its line in the list", Source: "privileges"},
	schema.Privilege{Name: "IndexDetail", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeIndex", REST: []string{"/v2/vectordb/indexes/describe", "/v2/vectordb/indexes/list"}},
		schema.Operation{Name: "GetIndexBuildProgress"},
		schema.Operation{Name: "GetIndexState"},
		schema.Operation{Name: "GetIndexStatistics"}}, Risk: "read", Category: "index", Description: "See indexes and how their building goes.", Source: "privileges"},
	schema.Privilege{Name: "Insert", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Insert", REST: []string{"/v2/vectordb/entities/insert"}},
		schema.Operation{Name: "BatchUpdateManifest"}}, Risk: "write", Category: "entity", Description: "Insert entities.", Source: "privileges"},
	schema.Privilege{Name: "ListAliases", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "ListAliases", REST: []string{"/v2/vectordb/aliases/list"}}}, Risk: "read", Category: "alias", Description: "List the aliases of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "privileges"},
	schema.Privilege{Name: "ListImport", Level: "collection", Object: "Collection", Scope: "none", Operations: []schema.Operation{
		schema.Operation{Name: "ListImportsAuthPlaceholder", Unreachable: true}}, Risk: "read", Category: "entity", Description: "Named for listing import jobs, which no grant of it opens.", Note: "guards no call: the request asks for object type Global and the grant is stored as Collection; Import opens the jobs instead", Since: "2.6", Source: "privileges"},
	schema.Privilege{Name: "ListSnapshots", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ListSnapshots"}}, Risk: "read", Category: "snapshot", Description: "List the snapshots of a collection.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Load", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "LoadCollection", REST: []string{"/v2/vectordb/collections/load", "/v2/vectordb/collections/refresh_load"}},
		schema.Operation{Name: "LoadPartitions", REST: []string{"/v2/vectordb/partitions/load"}},
		schema.Operation{Name: "Prewarm"}}, Stores: []string{"GetLoadState", "GetLoadingProgress"}, StoredBy: "the server", Risk: "write", Category: "collection", Description: "Load a collection or partitions into memory.", Source: "privileges"},
	schema.Privilege{Name: "LoadBalance", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "LoadBalance"}}, Risk: "write", Category: "collection", Description: "Move segments between query nodes.", Source: "privileges"},
	schema.Privilege{Name: "Query", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Query", REST: []string{"/v2/vectordb/entities/query", "/v2/vectordb/entities/get"}}}, Risk: "read", Category: "entity", Description: "Read entities by key or filter.", Source: "privileges"},
	schema.Privilege{Name: "RefreshExternalCollection", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "RefreshExternalCollection"}}, Risk: "write", Category: "collection", Description: "Refresh a collection that lives in external storage.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Release", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ReleaseCollection", REST: []string{"/v2/vectordb/collections/release"}},
		schema.Operation{Name: "ReleasePartitions", REST: []string{"/v2/vectordb/partitions/release"}}}, Risk: "write", Category: "collection", Description: "Release a collection or partitions from memory.", Source: "privileges"},
	schema.Privilege{Name: "RestoreSnapshot", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "RestoreSnapshot"},
		schema.Operation{Name: "ListRestoreSnapshotJobs"}}, Risk: "destructive", Category: "snapshot", Description: "Restore a collection from a snapshot, and list such jobs.", Since: "3.0", Source: "privileges"},
	schema.Privilege{Name: "Search", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Search", REST: []string{"/v2/vectordb/entities/search"}},
		schema.Operation{Name: "HybridSearch", REST: []string{"/v2/vectordb/entities/hybrid_search", "/v2/vectordb/entities/advanced_search"}}}, Risk: "read", Category: "entity", Description: "Search vectors, singly or hybrid.", Source: "privileges"},
	schema.Privilege{Name: "ShowPartitions", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ShowPartitions", REST: []string{"/v2/vectordb/partitions/list"}},
		schema.Operation{Name: "DescribeNamespace"},
		schema.Operation{Name: "ListNamespaces"},
		schema.Operation{Name: "GetNamespaceStats"}}, Risk: "read", Category: "partition", Description: "List partitions.", Source: "privileges"},
	schema.Privilege{Name: "Upsert", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Upsert", REST: []string{"/v2/vectordb/entities/upsert"}}}, Risk: "write", Category: "entity", Description: "Insert entities or replace them.", Source: "privileges"}}, Groups: []schema.BuiltinGroup{
	schema.BuiltinGroup{Name: "ClusterReadOnly", Level: "cluster", Object: "Global", Privileges: []string{"DescribeResourceGroup", "GetReplicateConfiguration", "ListDatabases", "ListFileResources", "ListPrivilegeGroups", "ListResourceGroups", "SelectOwnership", "SelectUser"}, Source: "groups"},
	schema.BuiltinGroup{Name: "ClusterReadWrite", Level: "cluster", Object: "Global", Privileges: []string{"AddFileResource", "DescribeResourceGroup", "FlushAll", "GetReplicateConfiguration", "ListDatabases", "ListFileResources", "ListPrivilegeGroups", "ListResourceGroups", "PinSnapshotData", "RemoveFileResource", "SelectOwnership", "SelectUser", "TransferNode", "TransferReplica", "UnpinSnapshotData", "UpdateResourceGroups"}, Source: "groups"},
	schema.BuiltinGroup{Name: "ClusterAdmin", Level: "cluster", Object: "Global", Privileges: []string{"AddFileResource", "BackupRBAC", "CreateDatabase", "CreateOwnership", "CreatePrivilegeGroup", "CreateResourceGroup", "DescribeResourceGroup", "DropDatabase", "DropOwnership", "DropPrivilegeGroup", "DropResourceGroup", "ExportSnapshot", "Expr", "FlushAll", "GetReplicateConfiguration", "ListDatabases", "ListFileResources", "ListPrivilegeGroups", "ListResourceGroups", "ManageOwnership", "OperatePrivilegeGroup", "PinSnapshotData", "RemoveFileResource", "RestoreExternalSnapshot", "RestoreRBAC", "SelectOwnership", "SelectUser", "TransferNode", "TransferReplica", "UnpinSnapshotData", "UpdateReplicateConfiguration", "UpdateResourceGroups", "UpdateUser"}, Source: "groups"},
	schema.BuiltinGroup{Name: "DatabaseReadOnly", Level: "database", Object: "Global", Privileges: []string{"DescribeDatabase", "ShowCollections"}, Source: "groups"},
	schema.BuiltinGroup{Name: "DatabaseReadWrite", Level: "database", Object: "Global", Privileges: []string{"AlterDatabase", "DescribeDatabase", "ShowCollections"}, Source: "groups"},
	schema.BuiltinGroup{Name: "DatabaseAdmin", Level: "database", Object: "Global", Privileges: []string{"AlterDatabase", "CreateCollection", "DescribeDatabase", "DropCollection", "RenameCollection", "ShowCollections"}, Source: "groups"},
	schema.BuiltinGroup{Name: "CollectionReadOnly", Level: "collection", Object: "Global", Privileges: []string{"DescribeAlias", "DescribeCollection", "DescribeSnapshot", "GetFlushState", "GetImportProgress", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "IndexDetail", "ListAliases", "ListImport", "ListSnapshots", "Query", "Search", "ShowPartitions"}, Source: "groups"},
	schema.BuiltinGroup{Name: "CollectionReadWrite", Level: "collection", Object: "Global", Privileges: []string{"AddCollectionField", "AlterCollectionSchema", "Compaction", "CreateIndex", "CreatePartition", "CreateSnapshot", "Delete", "DescribeAlias", "DescribeCollection", "DescribeSnapshot", "DropIndex", "DropPartition", "DropSnapshot", "Flush", "GetFlushState", "GetImportProgress", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "ListImport", "ListSnapshots", "Load", "LoadBalance", "Query", "RefreshExternalCollection", "Release", "Search", "ShowPartitions", "Upsert"}, Source: "groups"},
	schema.BuiltinGroup{Name: "CollectionAdmin", Level: "collection", Object: "Global", Privileges: []string{"AddCollectionField", "AlterCollectionSchema", "Compaction", "CreateAlias", "CreateIndex", "CreatePartition", "CreateSnapshot", "Delete", "DescribeAlias", "DescribeCollection", "DescribeSnapshot", "DropAlias", "DropIndex", "DropPartition", "DropSnapshot", "Flush", "GetFlushState", "GetImportProgress", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "ListImport", "ListSnapshots", "Load", "LoadBalance", "Query", "RefreshExternalCollection", "Release", "RestoreSnapshot", "Search", "ShowPartitions", "Upsert"}, Source: "groups"},
	schema.BuiltinGroup{Name: "All", Object: "Global", Privileges: []string{}, Legacy: true, Match: "exact-db", Covers: "any", Note: "every privilege, on every collection of exactly the database it is written on; cluster-level calls are checked against database *, so on * it opens those and nothing else", Source: "matcher"},
	schema.BuiltinGroup{Name: "ReadOnly", Object: "Collection", Privileges: []string{"DescribeAlias", "DescribeCollection", "DescribeDatabase", "DescribeSnapshot", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "IndexDetail", "ListAliases", "ListDatabases", "ListSnapshots", "Query", "Search", "ShowCollections", "ShowPartitions"}, Legacy: true, Match: "exact-db", Covers: "written", Note: "its privileges on the collection it is written on, in exactly that database; cluster-level calls are checked against database *, so on * it opens those and nothing else", Source: "matcher"},
	schema.BuiltinGroup{Name: "ReadWrite", Object: "Collection", Privileges: []string{"Compaction", "CreateAlias", "CreateIndex", "CreatePartition", "CreateSnapshot", "Delete", "DescribeAlias", "DescribeCollection", "DescribeDatabase", "DescribeSnapshot", "DropAlias", "DropIndex", "DropPartition", "DropSnapshot", "Flush", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "ListDatabases", "ListSnapshots", "Load", "LoadBalance", "Query", "RefreshExternalCollection", "Release", "Search", "ShowCollections", "ShowPartitions", "Upsert"}, Legacy: true, Match: "exact-db", Covers: "written", Note: "its privileges on the collection it is written on, in exactly that database; cluster-level calls are checked against database *, so on * it opens those and nothing else", Source: "matcher"},
	schema.BuiltinGroup{Name: "Admin", Object: "Global", Privileges: []string{"AlterDatabase", "BackupRBAC", "Compaction", "CreateAlias", "CreateCollection", "CreateDatabase", "CreateIndex", "CreateOwnership", "CreatePartition", "CreateResourceGroup", "CreateSnapshot", "Delete", "DescribeAlias", "DescribeCollection", "DescribeDatabase", "DescribeResourceGroup", "DescribeSnapshot", "DropAlias", "DropCollection", "DropDatabase", "DropIndex", "DropOwnership", "DropPartition", "DropResourceGroup", "DropSnapshot", "ExportSnapshot", "Flush", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "ListDatabases", "ListResourceGroups", "ListSnapshots", "Load", "LoadBalance", "ManageOwnership", "PinSnapshotData", "Query", "RefreshExternalCollection", "Release", "RenameCollection", "RestoreExternalSnapshot", "RestoreRBAC", "RestoreSnapshot", "Search", "SelectOwnership", "SelectUser", "ShowCollections", "ShowPartitions", "TransferNode", "TransferReplica", "UnpinSnapshotData", "UpdateReplicateConfiguration", "UpdateResourceGroups", "UpdateUser", "Upsert"}, Legacy: true, Match: "exact-db", Covers: "any", Note: "its privileges on every collection of exactly the database it is written on; cluster-level calls are checked against database *, so on * it opens those and nothing else", Source: "matcher"}}, Roles: []schema.BuiltinRole{
	schema.BuiltinRole{Name: "admin", Of: "cluster", Bypass: true, Note: "passes every check; grants made to it mean nothing; cannot be dropped", Source: "proxy"},
	schema.BuiltinRole{Name: "public", Of: "cluster", Implicit: true, Setting: "public_privileges", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"DescribeCollection", "IndexDetail", "ListAliases"}, Database: "*", Collection: "*"}}, Grantable: true, Note: "held by every user; cannot be dropped; what is granted to it besides reaches everyone", Source: "rootcoord"}}, Users: []schema.BuiltinUser{
	schema.BuiltinUser{Name: "root", Roles: []string{"admin"}, Unless: "root_needs_role", Note: "cannot be dropped; created with the password of common.security.defaultRootPassword", Source: "proxy"}}, Limits: []schema.Limit{
	schema.Limit{Name: "roles", Max: 10, Builtin: 2, Setting: "proxy.maxRoleNum", Note: "admin and public count", Source: "params"},
	schema.Limit{Name: "users", Max: 100, Builtin: 1, Setting: "proxy.maxUserNum", Note: "root counts", Source: "params"}}, Names: []schema.NameRule{
	schema.NameRule{Of: "role", Pattern: "^[A-Za-z_][A-Za-z0-9_$]*$", Min: 1, Max: 255, Rule: "letters, digits, _ and $, beginning with a letter or _; proxy.roleNameValidation.allowedChars allows others, such as -", Reserved: "admin and public", Source: "proxy"},
	schema.NameRule{Of: "user", Pattern: "^[A-Za-z][A-Za-z0-9_.-]*$", Min: 1, Max: 32, Rule: "letters, digits, _, - and ., beginning with a letter", Reserved: "root", Source: "proxy"},
	schema.NameRule{Of: "privilege_group", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Reserved: "the names of privileges and of built-in and legacy groups", Source: "rootcoord"},
	schema.NameRule{Of: "database", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Source: "proxy"},
	schema.NameRule{Of: "collection", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Source: "proxy"},
	schema.NameRule{Of: "grant_collection", Pattern: "^[A-Za-z_][A-Za-z0-9_$]*$", Min: 1, Max: 255, Rule: "letters, digits, _ and $, beginning with a letter or _; proxy.nameValidation.allowedChars allows others", Source: "proxy"}}, Renamed: []schema.Renamed{
	schema.Renamed{Old: "COLL_ADMIN", New: "CollectionAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "COLL_RO", New: "CollectionReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "COLL_RW", New: "CollectionReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "Cluster_Admin", New: "ClusterAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "Cluster_RO", New: "ClusterReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "Cluster_RW", New: "ClusterReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "DB_Admin", New: "DatabaseAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "DB_RO", New: "DatabaseReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "DB_RW", New: "DatabaseReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "ImportBinlog", Note: "cluster-level on servers newer than this catalog", Source: "issues"},
	schema.Renamed{Old: "cluster_admin", New: "ClusterAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "cluster_ro", New: "ClusterReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "cluster_rw", New: "ClusterReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "col_admin", New: "CollectionAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "col_ro", New: "CollectionReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "col_rw", New: "CollectionReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "db_admin", New: "DatabaseAdmin", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "db_ro", New: "DatabaseReadOnly", Note: "a Zilliz Cloud name", Source: "zilliz"},
	schema.Renamed{Old: "db_rw", New: "DatabaseReadWrite", Note: "a Zilliz Cloud name", Source: "zilliz"}}, Composites: []schema.Composite{
	schema.Composite{Name: "create a collection, index it and load it in one call", Starts: []string{"CreateCollection"}, Needs: []string{"CreateCollection", "CreateIndex", "DescribeCollection", "GetLoadState", "IndexDetail", "Load"}, Source: "issues"},
	schema.Composite{Name: "drop a collection that the client describes first", Starts: []string{"DropCollection"}, Needs: []string{"DescribeCollection", "DropCollection"}, Source: "issues"}}, Unguarded: []string{"AllocTimestamp", "CalcDistance", "CheckHealth", "ClientHeartbeat", "ComputePhraseMatchSlop", "Connect", "CreateReplicateStream", "DeleteClientCommand", "DescribePrewarmTask", "DescribeSegmentIndexData", "Dummy", "DumpMessages", "GetClientTelemetry", "GetCompactionState", "GetCompactionStateWithPlans", "GetComponentStates", "GetFlushAllState", "GetImportState", "GetMetrics", "GetPersistentSegmentInfo", "GetQuerySegmentInfo", "GetRefreshExternalCollectionProgress", "GetReplicas", "GetReplicateInfo", "GetRestoreSnapshotState", "GetVersion", "HasCollection", "ListDatabases", "ListImportTasks", "ListIndexedSegment", "ListRefreshExternalCollectionJobs", "PushClientCommand", "RegisterLink", "ReplicateMessage", "RunAnalyzer", "ShowCollections"}, Notes: []schema.Note{
	schema.Note{About: "levels", Text: "The server checks the scope of privilege groups only. A single privilege is stored on any database and collection, however little that means.", Source: "rootcoord"},
	schema.Note{About: "empty groups", Text: "An empty group has no level, so it is granted anywhere; filling it later puts its privileges where they may do nothing.", Source: "rootcoord"},
	schema.Note{About: "whole database", Text: "DescribeCollection, DescribeAlias, ListAliases, CreateAlias and DropAlias count as collection-level but are enforced on the whole database: CollectionAdmin on one collection may repoint and drop every alias beside it.", Source: "matcher"},
	schema.Note{About: "whole database", Text: "CreateCollection, DropCollection, RenameCollection and AlterDatabase reach every collection of the database, whichever collection a grant names.", Source: "matcher"},
	schema.Note{About: "levels", Text: "The three levels share nothing. ClusterAdmin reaches no data and creates no collection; DatabaseAdmin reads and writes no entity.", Source: "matcher"},
	schema.Note{About: "*", Text: "The privilege * covers operations of object type Global only: no search, insert, load or flush, and nothing about users.", Source: "matcher"},
	schema.Note{About: "legacy groups", Text: "All, Admin, ReadOnly and ReadWrite compare the database exactly. On database * only requests checked against * match them: the cluster-level ones and renames between databases.", Source: "matcher"},
	schema.Note{About: "request database", Text: "A request is checked against the database it names, then the one of the connection, then default.", Source: "proxy"},
	schema.Note{About: "upgrade", Text: "Cluster-level requests are checked against database *. A cluster-level privilege that 2.x stored on one database stops working.", Source: "matcher"},
	schema.Note{About: "upgrade", Text: "RenameCollection moved from ClusterAdmin to DatabaseAdmin and left the legacy ReadWrite; renaming into another database needs it on database *.", Source: "matcher"},
	schema.Note{About: "listing", Text: "Describing a role shows the grants of one database and of *. Ask for database * to see all of them.", Source: "rootcoord"},
	schema.Note{About: "dropping roles", Text: "A role is dropped although users hold it, and they lose it without a word. Only grants keep it, in any database; the forced drop of the service interface, which REST lacks, takes those along.", Source: "rootcoord"},
	schema.Note{About: "stored along", Text: "Granting Load stores GetLoadState and GetLoadingProgress with it, and Flush stores GetFlushState. Revoking Load or Flush takes them away, even where they were granted on their own. Inside a group nothing is stored along.", Source: "proxy"},
	schema.Note{About: "dead privileges", Text: "GetImportProgress, GetLoadingProgress, ListDatabases, ListImport and ShowCollections guard nothing.", Source: "privileges"},
	schema.Note{About: "unguarded", Text: "Calls without an annotated privilege are open to whoever can sign in.", Source: "proxy"},
	schema.Note{About: "limits", Text: "The cap of ten roles counts admin and public, which leaves eight; the cap of a hundred users counts root.", Source: "params"},
	schema.Note{About: "bypass", Text: "The role admin passes every check. The user root passes too, unless common.security.rootShouldBindRole is on. Everyone holds public.", Source: "proxy"},
	schema.Note{About: "self service", Text: "Anyone may change their own password, look at themselves and read the grants of roles they hold.", Source: "proxy"},
	schema.Note{About: "built-in groups", Text: "Built-in groups are server settings, common.security.rbac.<level>.<readonly|readwrite|admin>.privileges, so a server may have others. The legacy groups have settings as well.", Source: "groups"},
	schema.Note{About: "documentation", Text: "The table of the documentation puts CreateCollection into DatabaseReadOnly and DatabaseReadWrite; the server has it in DatabaseAdmin alone. ListPrivilegeGroups is in all three cluster groups, not in ClusterAdmin only.", Source: "docs"},
	schema.Note{About: "zilliz", Text: "db_admin, db_rw and db_ro are roles of Zilliz Cloud and once were its names for database groups. Milvus knows neither.", Source: "zilliz"},
	schema.Note{About: "visibility", Text: "Listings show databases that some grant of a held role names; grants of public do not count. A user with nothing but public sees no database.", Source: "proxy"},
	schema.Note{About: "public", Text: "The default grants of public come back at each start of the server, so revoking them does not last.", Source: "rootcoord"},
	schema.Note{About: "aliases", Text: "An alias is replaced by its collection when a grant is made and when a request is checked, so describing a role shows the collection. proxy.resolveAliasForPrivilege turns this off.", Source: "proxy"},
	schema.Note{About: "lifecycle", Text: "Dropping a collection removes its grants and renaming takes them along, but only rows of object type Collection: grants of groups and of database-wide privileges stay under the old name.", Source: "rootcoord"},
	schema.Note{About: "import", Text: "REST answers about import jobs need Import on the collection of the job.", Source: "issues"},
	schema.Note{About: "attu", Text: "The Attu console wants SelectOwnership, GetStatistics, DescribeCollection and GetLoadState, and a grant that makes the database visible, before it shows anything.", Source: "issues"},
	schema.Note{About: "names", Text: "Surrounding blanks are trimmed for the check of a name, not from the name.", Source: "proxy"},
	schema.Note{About: "newer servers", Text: "Servers built after this catalog have ImportBinlog, a cluster-level privilege that imports of backups and of delete logs need.", Source: "issues"}}}
