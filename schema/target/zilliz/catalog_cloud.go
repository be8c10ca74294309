// Code generated from catalog/cloud.json by go test ./schema/target -update; DO NOT EDIT.

package zilliz

import "github.com/rolecall/rolecall/schema"

// catalogCloud gives the catalog of cloud.
func catalogCloud() *schema.Catalog {
	c := dataCloud
	c.Sources = map[string]schema.Source{"cluster-privileges": schema.Source{Title: "Zilliz Cloud documentation, privileges explained (zilliztech/zdoc, cluster-privileges.md)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/cluster-privileges"}, "cluster-roles": schema.Source{Title: "Zilliz Cloud documentation, manage cluster roles (zilliztech/zdoc, edition of 2025)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/cluster-roles"}, "cluster-users": schema.Source{Title: "Zilliz Cloud documentation, manage cluster users (zilliztech/zdoc)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/cluster-users"}, "data-plane": schema.Source{Title: "Zilliz Cloud RESTful API reference, data plane (v2)", Date: "2026-11", URL: "https://docs.zilliz.com/reference/restful/data-plane-v2"}, "issues": schema.Source{Title: "milvus-io/pymilvus issue 2523", Date: "2026-11", URL: ""}, "limits": schema.Source{Title: "Zilliz Cloud documentation, limits (zilliztech/zdoc)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/limits"}, "milvus": schema.Source{Title: "milvus-io/milvus branch 2.6 at 5b99e980 (after v2.6.18)", Date: "2026-06-25", URL: ""}, "platform-roles": schema.Source{Title: "Zilliz Cloud documentation, platform roles and privileges (zilliztech/zdoc, editions of 2025 and 2026)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/manage-platform-roles"}, "user-roles": schema.Source{Title: "Zilliz Cloud documentation, user roles (zilliztech/zdoc, edition of 2024-09)", Date: "2026-11", URL: "https://docs.zilliz.com/docs/user-roles"}}
	c.Behaviour.Objects = map[string]string{"Collection": "collection", "Global": "any", "User": "user"}
	return &c
}

var dataCloud = schema.Catalog{Format: "rolecall.catalog/v1", Kind: "zilliz", Version: "cloud", Title: "Zilliz Cloud", Levels: []schema.Level{"cluster", "database", "collection"}, Principals: []string{"user", "group", "service_account", "api_key"}, Behaviour: schema.Behaviour{Scoped: true, DefaultDatabase: "default", RequestDatabase: "connection", Wildcard: "Global", CustomGroups: true, EmptyGroups: true, SingleLevel: true, BoundRoleDrop: "refused", BoundRoleDropNote: "the Zilliz Cloud console refuses to delete a role that users hold; whether its API does is not established", GrantedRoleDrop: true, ReplaceOnly: "the Zilliz Cloud console takes a user's role away only by putting another in its place", Source: "cluster-roles"}, Settings: []schema.SettingDef{
	schema.SettingDef{Name: "public_privileges", Default: true, Description: "Everyone holds the default grants of public. Milvus does so by default; Zilliz Cloud does not publish it.", Source: "milvus"}}, Privileges: []schema.Privilege{
	schema.Privilege{Name: "BackupRBAC", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "BackupRBAC"}}, Risk: "admin", Category: "access", Description: "Export every user, role, grant and own privilege group of all databases in one call.", Escalation: "reads the password hash of every user but root", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateDatabase", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateDatabase", REST: []string{"/v2/vectordb/databases/create"}}}, Risk: "write", Category: "database", Description: "Create a database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCredential", REST: []string{"/v2/vectordb/users/create"}},
		schema.Operation{Name: "CreateRole", REST: []string{"/v2/vectordb/roles/create"}},
		schema.Operation{Name: "AlterRole", REST: []string{"/v2/vectordb/roles/alter"}},
		schema.Operation{Name: "CreateRowPolicy", Unreachable: true}}, Risk: "admin", Category: "access", Description: "Create users and roles.", Escalation: "creates users with passwords of its own choice: a second identity, which ManageOwnership can give any role", Note: "a grant of it never opens row policies, whose requests are of another object type", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreatePrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/create"}}}, Risk: "admin", Category: "access", Description: "Create an own privilege group, still empty.", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateResourceGroup", REST: []string{"/v2/vectordb/resource_groups/create"}}}, Risk: "admin", Category: "resource group", Description: "Create a resource group of query nodes.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DescribeResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeResourceGroup", REST: []string{"/v2/vectordb/resource_groups/describe"}}}, Risk: "read", Category: "resource group", Description: "See one resource group.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropDatabase", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropDatabase", REST: []string{"/v2/vectordb/databases/drop"}}}, Risk: "destructive", Category: "database", Description: "Drop a database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DeleteCredential", REST: []string{"/v2/vectordb/users/drop"}},
		schema.Operation{Name: "DropRole", REST: []string{"/v2/vectordb/roles/drop"}},
		schema.Operation{Name: "DropRowPolicy", Unreachable: true}}, Risk: "admin", Category: "access", Description: "Drop users and roles.", Note: "a grant of it never opens row policies, whose requests are of another object type", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropPrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropPrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/drop"}}}, Risk: "admin", Category: "access", Description: "Drop an own privilege group that no role is granted.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropResourceGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropResourceGroup", REST: []string{"/v2/vectordb/resource_groups/drop"}}}, Risk: "admin", Category: "resource group", Description: "Drop a resource group.", Source: "cluster-privileges"},
	schema.Privilege{Name: "FlushAll", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "FlushAll"}}, Risk: "write", Category: "collection", Description: "Flush the collections of every database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "ListDatabases", Level: "cluster", Object: "Global", Scope: "none", Risk: "read", Category: "database", Description: "Named for listing databases, yet the list is open to all and shows what some grant makes visible.", Note: "guards no call; like any grant, it makes the database it is written on visible in listings", Source: "cluster-privileges"},
	schema.Privilege{Name: "ListPrivilegeGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListPrivilegeGroups", REST: []string{"/v2/vectordb/privilege_groups/list"}}}, Risk: "read", Category: "access", Description: "List the built-in and own privilege groups with their members.", Source: "cluster-privileges"},
	schema.Privilege{Name: "ListResourceGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListResourceGroups", REST: []string{"/v2/vectordb/resource_groups/list"}}}, Risk: "read", Category: "resource group", Description: "List resource groups.", Source: "cluster-privileges"},
	schema.Privilege{Name: "ManageOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperateUserRole", REST: []string{"/v2/vectordb/users/grant_role", "/v2/vectordb/users/revoke_role"}},
		schema.Operation{Name: "OperatePrivilege", REST: []string{"/v2/vectordb/roles/grant_privilege", "/v2/vectordb/roles/revoke_privilege"}},
		schema.Operation{Name: "OperatePrivilegeV2", REST: []string{"/v2/vectordb/roles/grant_privilege_v2", "/v2/vectordb/roles/revoke_privilege_v2"}}}, Risk: "admin", Category: "access", Description: "Give and take roles, and grant and revoke privileges.", Escalation: "gives any role, admin included, to any user, and any privilege to a role that it holds itself", Source: "cluster-privileges"},
	schema.Privilege{Name: "OperatePrivilegeGroup", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilegeGroup", REST: []string{"/v2/vectordb/privilege_groups/add_privileges_to_group", "/v2/vectordb/privilege_groups/remove_privileges_from_group"}}}, Risk: "admin", Category: "access", Description: "Add privileges to an own privilege group and remove them.", Escalation: "adds any privilege of the same level to an own group that its role is granted already", Source: "cluster-privileges"},
	schema.Privilege{Name: "RenameCollection", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RenameCollection", REST: []string{"/v2/vectordb/collections/rename"}}}, Risk: "write", Category: "collection", Description: "Rename any collection of the database, also into another database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "RestoreRBAC", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RestoreRBAC"}}, Risk: "admin", Category: "access", Description: "Write users, roles, grants and groups from an export; refused where one of them exists.", Escalation: "writes new users, roles and grants of any content in one call", Source: "cluster-privileges"},
	schema.Privilege{Name: "SelectOwnership", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListCredUsers", REST: []string{"/v2/vectordb/users/list"}},
		schema.Operation{Name: "SelectRole", REST: []string{"/v2/vectordb/roles/list"}},
		schema.Operation{Name: "SelectGrant", REST: []string{"/v2/vectordb/roles/describe"}},
		schema.Operation{Name: "ListRowPolicies", Unreachable: true}}, Risk: "read", Category: "access", Description: "List users and roles, and read the grants of any role.", Note: "anyone reads the grants of roles they hold without it; a grant of it never opens row policies", Source: "cluster-privileges"},
	schema.Privilege{Name: "SelectUser", Level: "cluster", Object: "User", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectUser", REST: []string{"/v2/vectordb/users/describe"}},
		schema.Operation{Name: "GetUserTags"},
		schema.Operation{Name: "ListUsersWithTag"}}, Risk: "read", Category: "access", Description: "See which roles a user holds.", Note: "anyone may look at themselves without it", Source: "cluster-privileges"},
	schema.Privilege{Name: "TransferNode", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "TransferNode"}}, Risk: "admin", Category: "resource group", Description: "Move query nodes between resource groups.", Source: "cluster-privileges"},
	schema.Privilege{Name: "TransferReplica", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "TransferReplica", REST: []string{"/v2/vectordb/resource_groups/transfer_replica"}}}, Risk: "admin", Category: "resource group", Description: "Move replicas between resource groups.", Source: "cluster-privileges"},
	schema.Privilege{Name: "UpdateResourceGroups", Level: "cluster", Object: "Global", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateResourceGroups", REST: []string{"/v2/vectordb/resource_groups/alter"}}}, Risk: "admin", Category: "resource group", Description: "Change the size and the rules of resource groups.", Source: "cluster-privileges"},
	schema.Privilege{Name: "UpdateUser", Level: "cluster", Object: "User", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateCredential", REST: []string{"/v2/vectordb/users/update_password"}},
		schema.Operation{Name: "AddUserTags"},
		schema.Operation{Name: "DeleteUserTags"}}, Risk: "admin", Category: "access", Description: "Set the password of another user.", Escalation: "sets the password of another user and signs in as that user; servers ask for the old password unless the holder is listed in common.security.superUsers", Note: "anyone may change their own password without it", Source: "cluster-privileges"},
	schema.Privilege{Name: "AlterDatabase", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "AlterDatabase", REST: []string{"/v2/vectordb/databases/alter", "/v2/vectordb/databases/alter_properties", "/v2/vectordb/databases/drop_properties"}}}, Risk: "write", Category: "database", Description: "Change the properties of a database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateCollection", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCollection", REST: []string{"/v2/vectordb/collections/create"}},
		schema.Operation{Name: "AlterCollection", REST: []string{"/v2/vectordb/collections/alter_properties", "/v2/vectordb/collections/drop_properties"}},
		schema.Operation{Name: "AlterCollectionField", REST: []string{"/v2/vectordb/collections/fields/alter_properties"}},
		schema.Operation{Name: "AddCollectionFunction", REST: []string{"/v2/vectordb/collections/add_function"}},
		schema.Operation{Name: "AlterCollectionFunction", REST: []string{"/v2/vectordb/collections/alter_function"}},
		schema.Operation{Name: "DropCollectionFunction", REST: []string{"/v2/vectordb/collections/drop_function"}}}, Risk: "write", Category: "collection", Description: "Create collections, and alter any collection of the database and its fields.", Note: "altering collections and fields comes with it, on every collection of the database", Source: "cluster-privileges"},
	schema.Privilege{Name: "DescribeDatabase", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeDatabase", REST: []string{"/v2/vectordb/databases/describe"}}}, Risk: "read", Category: "database", Description: "See the properties of a database.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropCollection", Level: "database", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DropCollection", REST: []string{"/v2/vectordb/collections/drop"}},
		schema.Operation{Name: "TruncateCollection", REST: []string{"/v2/vectordb/collections/truncate"}}}, Risk: "destructive", Category: "collection", Description: "Drop any collection of the database.", Note: "enforced on every collection of the database, truncating included, also when granted on one", Source: "cluster-privileges"},
	schema.Privilege{Name: "ShowCollections", Level: "database", Object: "Global", Scope: "none", Risk: "read", Category: "database", Description: "Named for listing collections, yet the list is open to all and shows what some grant makes visible.", Note: "guards no call; like any grant, it makes the database it is written on visible in listings", Source: "cluster-privileges"},
	schema.Privilege{Name: "Compaction", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ManualCompaction", REST: []string{"/v2/vectordb/collections/compact"}}}, Risk: "write", Category: "collection", Description: "Start a compaction.", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "CreateAlias", REST: []string{"/v2/vectordb/aliases/create"}},
		schema.Operation{Name: "AlterAlias", REST: []string{"/v2/vectordb/aliases/alter"}}}, Risk: "write", Category: "alias", Description: "Create aliases and point existing ones at another collection, anywhere in the database.", Escalation: "points an alias that others use or are granted at another collection of the database", Note: "counted as collection-level, yet enforced on the whole database", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreateIndex", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "CreateIndex", REST: []string{"/v2/vectordb/indexes/create"}},
		schema.Operation{Name: "AlterIndex", REST: []string{"/v2/vectordb/indexes/alter_properties", "/v2/vectordb/indexes/drop_properties"}}}, Risk: "write", Category: "index", Description: "Create an index and change its properties.", Source: "cluster-privileges"},
	schema.Privilege{Name: "CreatePartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePartition", REST: []string{"/v2/vectordb/partitions/create"}}}, Risk: "write", Category: "partition", Description: "Create a partition.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Delete", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Delete", REST: []string{"/v2/vectordb/entities/delete"}}}, Risk: "destructive", Category: "entity", Description: "Delete entities.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DescribeAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeAlias", REST: []string{"/v2/vectordb/aliases/describe"}}}, Risk: "read", Category: "alias", Description: "See which collection an alias of the database stands for.", Note: "counted as collection-level, yet enforced on the whole database", Source: "cluster-privileges"},
	schema.Privilege{Name: "DescribeCollection", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeCollection", REST: []string{"/v2/vectordb/collections/describe"}},
		schema.Operation{Name: "BatchDescribeCollection"}}, Risk: "read", Category: "collection", Description: "See the schema of any collection of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropAlias", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "DropAlias", REST: []string{"/v2/vectordb/aliases/drop"}}}, Risk: "destructive", Category: "alias", Description: "Drop any alias of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropIndex", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DropIndex", REST: []string{"/v2/vectordb/indexes/drop"}}}, Risk: "destructive", Category: "index", Description: "Drop an index.", Source: "cluster-privileges"},
	schema.Privilege{Name: "DropPartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DropPartition", REST: []string{"/v2/vectordb/partitions/drop"}}}, Risk: "destructive", Category: "partition", Description: "Drop a partition with its entities.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Flush", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Flush", REST: []string{"/v2/vectordb/collections/flush"}}}, Stores: []string{"GetFlushState"}, StoredBy: "the server", Risk: "write", Category: "collection", Description: "Flush a collection; a call that names several needs it on each.", Source: "cluster-privileges"},
	schema.Privilege{Name: "GetFlushState", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetFlushState"}}, Risk: "read", Category: "collection", Description: "See how far a flush has come.", Source: "cluster-privileges"},
	schema.Privilege{Name: "GetLoadState", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetLoadingProgress", REST: []string{"/v2/vectordb/collections/get_load_state"}},
		schema.Operation{Name: "GetLoadState", REST: []string{"/v2/vectordb/collections/get_load_state"}}}, Risk: "read", Category: "collection", Description: "See whether a collection is loaded and how far loading has come.", Source: "cluster-privileges"},
	schema.Privilege{Name: "GetLoadingProgress", Level: "collection", Object: "Collection", Scope: "none", Risk: "read", Category: "collection", Description: "Named for loading progress, which GetLoadState guards.", Note: "guards no call: GetLoadState guards the call of this name", Source: "cluster-privileges"},
	schema.Privilege{Name: "GetStatistics", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "GetStatisticsRequest"},
		schema.Operation{Name: "GetCollectionStatistics", REST: []string{"/v2/vectordb/collections/get_stats"}},
		schema.Operation{Name: "GetPartitionStatistics", REST: []string{"/v2/vectordb/partitions/get_stats"}}}, Risk: "read", Category: "collection", Description: "See how many entities a collection holds.", Source: "cluster-privileges"},
	schema.Privilege{Name: "HasPartition", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "HasPartition", REST: []string{"/v2/vectordb/partitions/has"}}}, Risk: "read", Category: "partition", Description: "Ask whether a partition exists.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Import", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Import"},
		schema.Operation{Name: "ImportAuthPlaceholder", REST: []string{"/v2/vectordb/jobs/import/create", "/v2/vectordb/jobs/import/describe", "/v2/vectordb/jobs/import/get_progress", "/v2/vectordb/jobs/import/list"}}}, Risk: "write", Category: "entity", Description: "Bulk-import files into a collection.", Note: "opens the jobs of the collection too: describing one, its progress, and its line in the list", Source: "cluster-privileges"},
	schema.Privilege{Name: "IndexDetail", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeIndex", REST: []string{"/v2/vectordb/indexes/describe", "/v2/vectordb/indexes/list"}},
		schema.Operation{Name: "GetIndexBuildProgress"},
		schema.Operation{Name: "GetIndexState"},
		schema.Operation{Name: "GetIndexStatistics"}}, Risk: "read", Category: "index", Description: "See indexes and how their building goes.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Insert", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Insert", REST: []string{"/v2/vectordb/entities/insert"}}}, Risk: "write", Category: "entity", Description: "Insert entities.", Source: "cluster-privileges"},
	schema.Privilege{Name: "ListAliases", Level: "collection", Object: "Global", Scope: "database", Operations: []schema.Operation{
		schema.Operation{Name: "ListAliases", REST: []string{"/v2/vectordb/aliases/list"}}}, Risk: "read", Category: "alias", Description: "List the aliases of the database.", Note: "counted as collection-level, yet enforced on the whole database", Source: "cluster-privileges"},
	schema.Privilege{Name: "Load", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "LoadCollection", REST: []string{"/v2/vectordb/collections/load", "/v2/vectordb/collections/refresh_load"}},
		schema.Operation{Name: "LoadPartitions", REST: []string{"/v2/vectordb/partitions/load"}}}, Stores: []string{"GetLoadState", "GetLoadingProgress"}, StoredBy: "the server", Risk: "write", Category: "collection", Description: "Load a collection or partitions into memory.", Source: "cluster-privileges"},
	schema.Privilege{Name: "LoadBalance", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "LoadBalance"}}, Risk: "write", Category: "collection", Description: "Move segments between query nodes.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Query", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Query", REST: []string{"/v2/vectordb/entities/query", "/v2/vectordb/entities/get"}}}, Risk: "read", Category: "entity", Description: "Read entities by key or filter.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Release", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ReleaseCollection", REST: []string{"/v2/vectordb/collections/release"}},
		schema.Operation{Name: "ReleasePartitions", REST: []string{"/v2/vectordb/partitions/release"}}}, Risk: "write", Category: "collection", Description: "Release a collection or partitions from memory.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Search", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Search", REST: []string{"/v2/vectordb/entities/search"}},
		schema.Operation{Name: "HybridSearch", REST: []string{"/v2/vectordb/entities/hybrid_search", "/v2/vectordb/entities/advanced_search"}}}, Risk: "read", Category: "entity", Description: "Search vectors, singly or hybrid.", Source: "cluster-privileges"},
	schema.Privilege{Name: "ShowPartitions", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "ShowPartitions", REST: []string{"/v2/vectordb/partitions/list"}}}, Risk: "read", Category: "partition", Description: "List partitions.", Source: "cluster-privileges"},
	schema.Privilege{Name: "Upsert", Level: "collection", Object: "Collection", Scope: "collection", Operations: []schema.Operation{
		schema.Operation{Name: "Upsert", REST: []string{"/v2/vectordb/entities/upsert"}}}, Risk: "write", Category: "entity", Description: "Insert entities or replace them.", Source: "cluster-privileges"},
	schema.Privilege{Name: "rest.cloud.list_cloud_providers", Level: "operation", Scope: "cluster", Risk: "read", Category: "cloud", Description: "List cloud providers.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cloud.list_cloud_regions", Level: "operation", Scope: "cluster", Risk: "read", Category: "cloud", Description: "List cloud regions.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.create", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Create a dedicated cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.create_serverless", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Create a serverless cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.describe", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "Describe a cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.drop", Level: "operation", Scope: "cluster", Risk: "destructive", Category: "cluster", Description: "Drop a cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.list", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "List clusters.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.list_projects", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "List projects.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.modify", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Change a cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.resume", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Resume a cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.cluster.suspend", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Suspend a cluster.", Source: "user-roles"},
	schema.Privilege{Name: "rest.collection.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCollection"}}, Risk: "write", Category: "collection", Description: "Create a collection.", Source: "user-roles"},
	schema.Privilege{Name: "rest.collection.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeCollection"}}, Risk: "read", Category: "collection", Description: "Describe a collection.", Source: "user-roles"},
	schema.Privilege{Name: "rest.collection.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropCollection"}}, Risk: "destructive", Category: "collection", Description: "Drop a collection.", Source: "user-roles"},
	schema.Privilege{Name: "rest.collection.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ShowCollections"}}, Risk: "read", Category: "collection", Description: "List collections.", Source: "user-roles"},
	schema.Privilege{Name: "rest.import.get_import_progress", Level: "operation", Scope: "cluster", Risk: "read", Category: "import", Description: "See how far an import has come.", Source: "user-roles"},
	schema.Privilege{Name: "rest.import.import", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Import"}}, Risk: "write", Category: "import", Description: "Start an import.", Source: "user-roles"},
	schema.Privilege{Name: "rest.import.list_import_jobs", Level: "operation", Scope: "cluster", Risk: "read", Category: "import", Description: "List imports.", Source: "user-roles"},
	schema.Privilege{Name: "rest.pipeline.create", Level: "operation", Scope: "cluster", Risk: "write", Category: "pipeline", Description: "Create a pipeline.", Source: "user-roles"},
	schema.Privilege{Name: "rest.pipeline.describe", Level: "operation", Scope: "cluster", Risk: "read", Category: "pipeline", Description: "Describe a pipeline.", Source: "user-roles"},
	schema.Privilege{Name: "rest.pipeline.drop", Level: "operation", Scope: "cluster", Risk: "destructive", Category: "pipeline", Description: "Drop a pipeline.", Source: "user-roles"},
	schema.Privilege{Name: "rest.pipeline.list", Level: "operation", Scope: "cluster", Risk: "read", Category: "pipeline", Description: "List pipelines.", Source: "user-roles"},
	schema.Privilege{Name: "rest.pipeline.run", Level: "operation", Scope: "cluster", Risk: "write", Category: "pipeline", Description: "Run a pipeline.", Source: "user-roles"},
	schema.Privilege{Name: "rest.v2.alias.alter", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterAlias", REST: []string{"/v2/vectordb/aliases/alter"}}}, Risk: "write", Category: "alias", Description: "Point an alias at another collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.alias.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateAlias", REST: []string{"/v2/vectordb/aliases/create"}}}, Risk: "write", Category: "alias", Description: "Create an alias.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.alias.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeAlias", REST: []string{"/v2/vectordb/aliases/describe"}}}, Risk: "read", Category: "alias", Description: "Describe an alias.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.alias.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropAlias", REST: []string{"/v2/vectordb/aliases/drop"}}}, Risk: "destructive", Category: "alias", Description: "Drop an alias.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.alias.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListAliases", REST: []string{"/v2/vectordb/aliases/list"}}}, Risk: "read", Category: "alias", Description: "List aliases.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.add_field", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AddCollectionField", REST: []string{"/v2/vectordb/collections/fields/add"}}}, Risk: "write", Category: "collection", Description: "Add a field to a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.alter_field_properties", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterCollectionField", REST: []string{"/v2/vectordb/collections/fields/alter_properties"}}}, Risk: "write", Category: "collection", Description: "Change the properties of a field.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.alter_properties", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterCollection", REST: []string{"/v2/vectordb/collections/alter_properties"}}}, Risk: "write", Category: "collection", Description: "Change the properties of a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.compact", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ManualCompaction", REST: []string{"/v2/vectordb/collections/compact"}}}, Risk: "write", Category: "collection", Description: "Compact a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCollection", REST: []string{"/v2/vectordb/collections/create"}}}, Risk: "write", Category: "collection", Description: "Create a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeCollection", REST: []string{"/v2/vectordb/collections/describe"}}}, Risk: "read", Category: "collection", Description: "Describe a collection.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropCollection", REST: []string{"/v2/vectordb/collections/drop"}}}, Risk: "destructive", Category: "collection", Description: "Drop a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.drop_properties", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterCollection", REST: []string{"/v2/vectordb/collections/drop_properties"}}}, Risk: "write", Category: "collection", Description: "Reset properties of a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.flush", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Flush", REST: []string{"/v2/vectordb/collections/flush"}}}, Risk: "write", Category: "collection", Description: "Flush a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.get_compaction_state", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetCompactionState", REST: []string{"/v2/vectordb/collections/get_compaction_state"}}}, Risk: "read", Category: "collection", Description: "See how far a compaction has come.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.get_load_state", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetLoadState", REST: []string{"/v2/vectordb/collections/get_load_state"}}}, Risk: "read", Category: "collection", Description: "See whether a collection is loaded.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.get_stats", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetCollectionStatistics", REST: []string{"/v2/vectordb/collections/get_stats"}}}, Risk: "read", Category: "collection", Description: "See how many entities a collection holds.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.has", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "HasCollection", REST: []string{"/v2/vectordb/collections/has"}}}, Risk: "read", Category: "collection", Description: "Ask whether a collection exists.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ShowCollections", REST: []string{"/v2/vectordb/collections/list"}}}, Risk: "read", Category: "collection", Description: "List collections.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.collection.load", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "LoadCollection", REST: []string{"/v2/vectordb/collections/load"}}}, Risk: "write", Category: "collection", Description: "Load a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.refresh_load", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "LoadCollection", REST: []string{"/v2/vectordb/collections/refresh_load"}}}, Risk: "write", Category: "collection", Description: "Load what a loaded collection lacks.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.release", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ReleaseCollection", REST: []string{"/v2/vectordb/collections/release"}}}, Risk: "write", Category: "collection", Description: "Release a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.collection.rename", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RenameCollection", REST: []string{"/v2/vectordb/collections/rename"}}}, Risk: "write", Category: "collection", Description: "Rename a collection.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.index.alter_properties", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterIndex", REST: []string{"/v2/vectordb/indexes/alter_properties"}}}, Risk: "write", Category: "index", Description: "Change the properties of an index.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.index.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateIndex", REST: []string{"/v2/vectordb/indexes/create"}}}, Risk: "write", Category: "index", Description: "Create an index.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.index.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeIndex", REST: []string{"/v2/vectordb/indexes/describe"}}}, Risk: "read", Category: "index", Description: "Describe an index.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.index.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropIndex", REST: []string{"/v2/vectordb/indexes/drop"}}}, Risk: "destructive", Category: "index", Description: "Drop an index.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.index.drop_properties", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterIndex", REST: []string{"/v2/vectordb/indexes/drop_properties"}}}, Risk: "write", Category: "index", Description: "Reset properties of an index.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.index.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeIndex", REST: []string{"/v2/vectordb/indexes/list"}}}, Risk: "read", Category: "index", Description: "List indexes.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.partition.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePartition", REST: []string{"/v2/vectordb/partitions/create"}}}, Risk: "write", Category: "partition", Description: "Create a partition.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.partition.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropPartition", REST: []string{"/v2/vectordb/partitions/drop"}}}, Risk: "destructive", Category: "partition", Description: "Drop a partition.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.partition.get_stats", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetPartitionStatistics", REST: []string{"/v2/vectordb/partitions/get_stats"}}}, Risk: "read", Category: "partition", Description: "See how many entities a partition holds.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.partition.has", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "HasPartition", REST: []string{"/v2/vectordb/partitions/has"}}}, Risk: "read", Category: "partition", Description: "Ask whether a partition exists.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.partition.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ShowPartitions", REST: []string{"/v2/vectordb/partitions/list"}}}, Risk: "read", Category: "partition", Description: "List partitions.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.partition.load", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "LoadPartitions", REST: []string{"/v2/vectordb/partitions/load"}}}, Risk: "write", Category: "partition", Description: "Load partitions.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.partition.release", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ReleasePartitions", REST: []string{"/v2/vectordb/partitions/release"}}}, Risk: "write", Category: "partition", Description: "Release partitions.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.alter", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterRole", REST: []string{"/v2/vectordb/roles/alter"}}}, Risk: "admin", Category: "role", Description: "Change the description of a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateRole", REST: []string{"/v2/vectordb/roles/create"}}}, Risk: "admin", Category: "role", Description: "Create a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectGrant", REST: []string{"/v2/vectordb/roles/describe"}}}, Risk: "read", Category: "role", Description: "See the grants of a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropRole", REST: []string{"/v2/vectordb/roles/drop"}}}, Risk: "admin", Category: "role", Description: "Drop a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.grant_privilege", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilege", REST: []string{"/v2/vectordb/roles/grant_privilege"}}}, Risk: "admin", Category: "role", Description: "Grant a privilege to a role.", Escalation: "grants any privilege to a role, the own one included", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.grant_privilege_v2", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilegeV2", REST: []string{"/v2/vectordb/roles/grant_privilege_v2"}}}, Risk: "admin", Category: "role", Description: "Grant a privilege or a group to a role on a database and a collection.", Escalation: "grants any privilege to a role, the own one included", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectRole", REST: []string{"/v2/vectordb/roles/list"}}}, Risk: "read", Category: "role", Description: "List roles.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.revoke_privilege", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilege", REST: []string{"/v2/vectordb/roles/revoke_privilege"}}}, Risk: "admin", Category: "role", Description: "Revoke a privilege from a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.role.revoke_privilege_v2", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperatePrivilegeV2", REST: []string{"/v2/vectordb/roles/revoke_privilege_v2"}}}, Risk: "admin", Category: "role", Description: "Revoke a privilege or a group from a role.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.user.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCredential", REST: []string{"/v2/vectordb/users/create"}}}, Risk: "admin", Category: "user", Description: "Create a user.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.user.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectUser", REST: []string{"/v2/vectordb/users/describe"}}}, Risk: "read", Category: "user", Description: "See the roles of a user.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.user.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DeleteCredential", REST: []string{"/v2/vectordb/users/drop"}}}, Risk: "admin", Category: "user", Description: "Drop a user.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.user.grant_role", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperateUserRole", REST: []string{"/v2/vectordb/users/grant_role"}}}, Risk: "admin", Category: "user", Description: "Give a role to a user.", Escalation: "gives any cluster role, db_admin included, to any user", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.user.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListCredUsers", REST: []string{"/v2/vectordb/users/list"}}}, Risk: "read", Category: "user", Description: "List users.", Source: "cluster-roles"},
	schema.Privilege{Name: "rest.v2.user.revoke_role", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperateUserRole", REST: []string{"/v2/vectordb/users/revoke_role"}}}, Risk: "admin", Category: "user", Description: "Take a role from a user.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.user.update_password", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateCredential", REST: []string{"/v2/vectordb/users/update_password"}}}, Risk: "admin", Category: "user", Description: "Change the password of a user.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.delete", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Delete", REST: []string{"/v2/vectordb/entities/delete"}}}, Risk: "destructive", Category: "vector", Description: "Delete entities.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.get", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query", REST: []string{"/v2/vectordb/entities/get"}}}, Risk: "read", Category: "vector", Description: "Read entities by key.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.hybrid_search", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "HybridSearch", REST: []string{"/v2/vectordb/entities/hybrid_search"}}}, Risk: "read", Category: "vector", Description: "Search several vector fields at once.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.insert", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Insert", REST: []string{"/v2/vectordb/entities/insert"}}}, Risk: "write", Category: "vector", Description: "Insert entities.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.query", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query", REST: []string{"/v2/vectordb/entities/query"}}}, Risk: "read", Category: "vector", Description: "Read entities by filter.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.search", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Search", REST: []string{"/v2/vectordb/entities/search"}}}, Risk: "read", Category: "vector", Description: "Search vectors.", Source: "data-plane"},
	schema.Privilege{Name: "rest.v2.vector.upsert", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Upsert", REST: []string{"/v2/vectordb/entities/upsert"}}}, Risk: "write", Category: "vector", Description: "Insert or replace entities.", Source: "data-plane"},
	schema.Privilege{Name: "rest.vector.delete", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Delete"}}, Risk: "destructive", Category: "vector", Description: "Delete entities.", Source: "user-roles"},
	schema.Privilege{Name: "rest.vector.get", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query"}}, Risk: "read", Category: "vector", Description: "Read entities by key.", Source: "user-roles"},
	schema.Privilege{Name: "rest.vector.insert", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Insert"}}, Risk: "write", Category: "vector", Description: "Insert entities.", Source: "user-roles"},
	schema.Privilege{Name: "rest.vector.query", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query"}}, Risk: "read", Category: "vector", Description: "Read entities by filter.", Source: "user-roles"},
	schema.Privilege{Name: "rest.vector.search", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Search"}}, Risk: "read", Category: "vector", Description: "Search vectors.", Source: "user-roles"},
	schema.Privilege{Name: "rest.vector.upsert", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Upsert"}}, Risk: "write", Category: "vector", Description: "Insert or replace entities.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.alias.alter", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "AlterAlias"}}, Risk: "write", Category: "alias", Description: "Point an alias at another collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.alias.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateAlias"}}, Risk: "write", Category: "alias", Description: "Create an alias.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.alias.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeAlias"}}, Risk: "read", Category: "alias", Description: "Describe an alias.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.alias.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropAlias"}}, Risk: "destructive", Category: "alias", Description: "Drop an alias.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.alias.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListAliases"}}, Risk: "read", Category: "alias", Description: "List aliases.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.compaction", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ManualCompaction"}}, Risk: "write", Category: "collection", Description: "Compact a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCollection"}}, Risk: "write", Category: "collection", Description: "Create a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.describe", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeCollection"}}, Risk: "read", Category: "collection", Description: "Describe a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropCollection"}}, Risk: "destructive", Category: "collection", Description: "Drop a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.flush", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Flush"}}, Risk: "write", Category: "collection", Description: "Flush a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.get_flush_state", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetFlushState"}}, Risk: "read", Category: "collection", Description: "See how far a flush has come.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.get_statistics", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetCollectionStatistics"}}, Risk: "read", Category: "collection", Description: "See how many entities a collection holds.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.load", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "LoadCollection"}}, Risk: "write", Category: "collection", Description: "Load a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.release", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ReleaseCollection"}}, Risk: "write", Category: "collection", Description: "Release a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.rename", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "RenameCollection"}}, Risk: "write", Category: "collection", Description: "Rename a collection.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.collection.show", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ShowCollections"}}, Risk: "read", Category: "collection", Description: "List collections.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.add_user_to_role", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "OperateUserRole"}}, Risk: "admin", Category: "credential", Description: "Give a role to a user.", Escalation: "gives any cluster role, db_admin included, to any user", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateCredential"}}, Risk: "admin", Category: "credential", Description: "Create a user.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.delete", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DeleteCredential"}}, Risk: "admin", Category: "credential", Description: "Delete a user.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.list", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ListCredUsers"}}, Risk: "read", Category: "credential", Description: "List users.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.select_user", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "SelectUser"}}, Risk: "read", Category: "credential", Description: "See the roles of a user.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.credential.update", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "UpdateCredential"}}, Risk: "admin", Category: "credential", Description: "Change the password of a user.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.index.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreateIndex"}}, Risk: "write", Category: "index", Description: "Create an index.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.index.describe_index", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DescribeIndex"}}, Risk: "read", Category: "index", Description: "Describe an index.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.index.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropIndex"}}, Risk: "destructive", Category: "index", Description: "Drop an index.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.index.get_index_build_progress", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetIndexBuildProgress"}}, Risk: "read", Category: "index", Description: "See how far building an index has come.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.index.get_index_state", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetIndexState"}}, Risk: "read", Category: "index", Description: "See the state of an index.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.create", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CreatePartition"}}, Risk: "write", Category: "partition", Description: "Create a partition.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.drop", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "DropPartition"}}, Risk: "destructive", Category: "partition", Description: "Drop a partition.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.has_partition", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "HasPartition"}}, Risk: "read", Category: "partition", Description: "Ask whether a partition exists.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.load", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "LoadPartitions"}}, Risk: "write", Category: "partition", Description: "Load partitions.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.release", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ReleasePartitions"}}, Risk: "write", Category: "partition", Description: "Release partitions.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.partition.show", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "ShowPartitions"}}, Risk: "read", Category: "partition", Description: "List partitions.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.system.check_health", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "CheckHealth"}}, Risk: "read", Category: "system", Description: "See the health of the server.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.system.get_version", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "GetVersion"}}, Risk: "read", Category: "system", Description: "See the version of the server.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.vector.delete", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Delete"}}, Risk: "destructive", Category: "vector", Description: "Delete entities.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.vector.get", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query"}}, Risk: "read", Category: "vector", Description: "Read entities by key.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.vector.insert", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Insert"}}, Risk: "write", Category: "vector", Description: "Insert entities.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.vector.query", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Query"}}, Risk: "read", Category: "vector", Description: "Read entities by filter.", Source: "user-roles"},
	schema.Privilege{Name: "sdk.vector.search", Level: "operation", Scope: "cluster", Operations: []schema.Operation{
		schema.Operation{Name: "Search"}}, Risk: "read", Category: "vector", Description: "Search vectors.", Source: "user-roles"},
	schema.Privilege{Name: "ui.activities.view", Level: "operation", Scope: "cluster", Risk: "read", Category: "activities", Description: "View the activities of the organization.", Source: "user-roles"},
	schema.Privilege{Name: "ui.api_keys.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "api_keys", Description: "Manage API keys.", Escalation: "creates API keys, which reach control plane and data plane", Source: "user-roles"},
	schema.Privilege{Name: "ui.api_keys.restricted", Level: "operation", Scope: "cluster", Risk: "admin", Category: "api_keys", Description: "Restricted access to API keys.", Source: "user-roles"},
	schema.Privilege{Name: "ui.cluster.manage_backups", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Manage backups of the cluster.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.manage_collections", Level: "operation", Scope: "cluster", Risk: "write", Category: "cluster", Description: "Manage collections.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.manage_indexes", Level: "operation", Scope: "cluster", Risk: "write", Category: "cluster", Description: "Manage indexes.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.manage_properties", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Change the size, the replicas and the scaling of the cluster.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.manage_roles", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Manage cluster roles.", Escalation: "grants any privilege to a role, the own one included", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.manage_users", Level: "operation", Scope: "cluster", Risk: "admin", Category: "cluster", Description: "Manage cluster users.", Escalation: "gives any cluster role, db_admin included, to any user", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_backups", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View backups of the cluster.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_collections", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View collections.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_indexes", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View indexes.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_metrics", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View the metrics of the cluster.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_roles", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View cluster roles.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.cluster.view_users", Level: "operation", Scope: "cluster", Risk: "read", Category: "cluster", Description: "View cluster users.", Source: "cluster-roles"},
	schema.Privilege{Name: "ui.clusters.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "clusters", Description: "Full access to the clusters of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.clusters.view", Level: "operation", Scope: "cluster", Risk: "read", Category: "clusters", Description: "View the clusters of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.collections.manage", Level: "operation", Scope: "cluster", Risk: "write", Category: "collections", Description: "Manage collections.", Source: "user-roles"},
	schema.Privilege{Name: "ui.indexes.manage", Level: "operation", Scope: "cluster", Risk: "write", Category: "indexes", Description: "Manage indexes.", Source: "user-roles"},
	schema.Privilege{Name: "ui.metrics_and_alerts.manage", Level: "operation", Scope: "cluster", Risk: "write", Category: "metrics_and_alerts", Description: "Full access to metrics and alerts.", Source: "user-roles"},
	schema.Privilege{Name: "ui.network.access", Level: "operation", Scope: "cluster", Risk: "admin", Category: "network", Description: "Whitelist and private link of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.organization_settings.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "organization_settings", Description: "Manage the settings of the organization.", Source: "user-roles"},
	schema.Privilege{Name: "ui.organization_settings.view", Level: "operation", Scope: "cluster", Risk: "read", Category: "organization_settings", Description: "View the settings of the organization.", Source: "user-roles"},
	schema.Privilege{Name: "ui.organization_users.invite", Level: "operation", Scope: "cluster", Risk: "write", Category: "organization_users", Description: "Invite users to the organization.", Source: "user-roles"},
	schema.Privilege{Name: "ui.organization_users.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "organization_users", Description: "Manage the users of the organization.", Escalation: "gives organization roles to users", Source: "user-roles"},
	schema.Privilege{Name: "ui.payments.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "payments", Description: "Full access to payments and billing.", Source: "user-roles"},
	schema.Privilege{Name: "ui.pipelines.manage", Level: "operation", Scope: "cluster", Risk: "write", Category: "pipelines", Description: "Full access to the pipelines of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.pipelines.view", Level: "operation", Scope: "cluster", Risk: "read", Category: "pipelines", Description: "View the pipelines of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.project_alerts.access", Level: "operation", Scope: "cluster", Risk: "write", Category: "project_alerts", Description: "Alerts of the project.", Source: "user-roles"},
	schema.Privilege{Name: "ui.project_users.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "project_users", Description: "Manage the users of the project.", Escalation: "gives project roles to users", Source: "user-roles"},
	schema.Privilege{Name: "ui.projects.manage", Level: "operation", Scope: "cluster", Risk: "admin", Category: "projects", Description: "Full access to every project of the organization.", Source: "user-roles"},
	schema.Privilege{Name: "ui.recycle_bin.use", Level: "operation", Scope: "cluster", Risk: "write", Category: "recycle_bin", Description: "Use the recycle bin.", Source: "user-roles"}}, Groups: []schema.BuiltinGroup{
	schema.BuiltinGroup{Name: "ClusterReadOnly", Aliases: []string{"cluster_ro", "Cluster_RO"}, Level: "cluster", Object: "Global", Privileges: []string{"DescribeResourceGroup", "ListDatabases", "ListPrivilegeGroups", "ListResourceGroups", "SelectOwnership", "SelectUser"}, Note: "the documentation shows ListPrivilegeGroups in ClusterAdmin only; Milvus has it here too", Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "ClusterReadWrite", Aliases: []string{"cluster_rw", "Cluster_RW"}, Level: "cluster", Object: "Global", Privileges: []string{"DescribeResourceGroup", "FlushAll", "ListDatabases", "ListPrivilegeGroups", "ListResourceGroups", "SelectOwnership", "SelectUser", "TransferNode", "TransferReplica", "UpdateResourceGroups"}, Note: "the documentation shows ListPrivilegeGroups in ClusterAdmin only; Milvus has it here too", Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "ClusterAdmin", Aliases: []string{"cluster_admin", "Cluster_Admin"}, Level: "cluster", Object: "Global", Privileges: []string{"BackupRBAC", "CreateDatabase", "CreateOwnership", "CreatePrivilegeGroup", "CreateResourceGroup", "DescribeResourceGroup", "DropDatabase", "DropOwnership", "DropPrivilegeGroup", "DropResourceGroup", "FlushAll", "ListDatabases", "ListPrivilegeGroups", "ListResourceGroups", "ManageOwnership", "OperatePrivilegeGroup", "RenameCollection", "RestoreRBAC", "SelectOwnership", "SelectUser", "TransferNode", "TransferReplica", "UpdateResourceGroups", "UpdateUser"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "DatabaseReadOnly", Aliases: []string{"db_ro", "DB_RO"}, Level: "database", Object: "Global", Privileges: []string{"DescribeDatabase", "ShowCollections"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "DatabaseReadWrite", Aliases: []string{"db_rw", "DB_RW"}, Level: "database", Object: "Global", Privileges: []string{"AlterDatabase", "DescribeDatabase", "ShowCollections"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "DatabaseAdmin", Aliases: []string{"db_admin", "DB_Admin"}, Level: "database", Object: "Global", Privileges: []string{"AlterDatabase", "CreateCollection", "DescribeDatabase", "DropCollection", "ShowCollections"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "CollectionReadOnly", Aliases: []string{"col_ro", "COLL_RO"}, Level: "collection", Object: "Global", Privileges: []string{"DescribeAlias", "DescribeCollection", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "IndexDetail", "ListAliases", "Query", "Search", "ShowPartitions"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "CollectionReadWrite", Aliases: []string{"col_rw", "COLL_RW"}, Level: "collection", Object: "Global", Privileges: []string{"Compaction", "CreateIndex", "CreatePartition", "Delete", "DescribeAlias", "DescribeCollection", "DropIndex", "DropPartition", "Flush", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "Load", "LoadBalance", "Query", "Release", "Search", "ShowPartitions", "Upsert"}, Source: "cluster-privileges"},
	schema.BuiltinGroup{Name: "CollectionAdmin", Aliases: []string{"col_admin", "COLL_ADMIN"}, Level: "collection", Object: "Global", Privileges: []string{"Compaction", "CreateAlias", "CreateIndex", "CreatePartition", "Delete", "DescribeAlias", "DescribeCollection", "DropAlias", "DropIndex", "DropPartition", "Flush", "GetFlushState", "GetLoadState", "GetLoadingProgress", "GetStatistics", "HasPartition", "Import", "IndexDetail", "Insert", "ListAliases", "Load", "LoadBalance", "Query", "Release", "Search", "ShowPartitions", "Upsert"}, Source: "cluster-privileges"}}, Roles: []schema.BuiltinRole{
	schema.BuiltinRole{Name: "admin", Of: "cluster", Bypass: true, Note: "the core role of Milvus; whether Zilliz Cloud lists it or lets it be given is not established", Source: "milvus"},
	schema.BuiltinRole{Name: "public", Of: "cluster", Implicit: true, Setting: "public_privileges", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"DescribeCollection", "IndexDetail", "ListAliases"}, Database: "*", Collection: "*"}}, Grantable: true, Note: "the core role of Milvus, held by every cluster user; whether Zilliz Cloud lists it or lets it be changed is not established", Source: "milvus"},
	schema.BuiltinRole{Name: "db_admin", Aliases: []string{"Admin"}, Of: "cluster", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.cluster.manage_backups", "ui.cluster.manage_collections", "ui.cluster.manage_indexes", "ui.cluster.manage_properties", "ui.cluster.manage_roles", "ui.cluster.manage_users", "ui.cluster.view_metrics"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.v2.alias.alter", "rest.v2.alias.create", "rest.v2.alias.describe", "rest.v2.alias.drop", "rest.v2.alias.list", "rest.v2.collection.add_field", "rest.v2.collection.alter_field_properties", "rest.v2.collection.alter_properties", "rest.v2.collection.compact", "rest.v2.collection.create", "rest.v2.collection.describe", "rest.v2.collection.drop", "rest.v2.collection.drop_properties", "rest.v2.collection.flush", "rest.v2.collection.get_compaction_state", "rest.v2.collection.get_load_state", "rest.v2.collection.get_stats", "rest.v2.collection.has", "rest.v2.collection.list", "rest.v2.collection.load", "rest.v2.collection.refresh_load", "rest.v2.collection.release", "rest.v2.collection.rename", "rest.v2.index.alter_properties", "rest.v2.index.create", "rest.v2.index.describe", "rest.v2.index.drop", "rest.v2.index.drop_properties", "rest.v2.index.list", "rest.v2.partition.create", "rest.v2.partition.drop", "rest.v2.partition.get_stats", "rest.v2.partition.has", "rest.v2.partition.list", "rest.v2.partition.load", "rest.v2.partition.release", "rest.v2.role.alter", "rest.v2.role.create", "rest.v2.role.describe", "rest.v2.role.drop", "rest.v2.role.grant_privilege", "rest.v2.role.grant_privilege_v2", "rest.v2.role.list", "rest.v2.role.revoke_privilege", "rest.v2.role.revoke_privilege_v2", "rest.v2.user.create", "rest.v2.user.describe", "rest.v2.user.drop", "rest.v2.user.grant_role", "rest.v2.user.list", "rest.v2.user.revoke_role", "rest.v2.user.update_password", "rest.v2.vector.delete", "rest.v2.vector.get", "rest.v2.vector.hybrid_search", "rest.v2.vector.insert", "rest.v2.vector.query", "rest.v2.vector.search", "rest.v2.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.collection.create", "rest.collection.describe", "rest.collection.drop", "rest.collection.list", "rest.vector.delete", "rest.vector.get", "rest.vector.insert", "rest.vector.query", "rest.vector.search", "rest.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.alter", "sdk.alias.create", "sdk.alias.describe", "sdk.alias.drop", "sdk.alias.list", "sdk.collection.compaction", "sdk.collection.create", "sdk.collection.describe", "sdk.collection.drop", "sdk.collection.flush", "sdk.collection.get_flush_state", "sdk.collection.get_statistics", "sdk.collection.load", "sdk.collection.release", "sdk.collection.rename", "sdk.collection.show", "sdk.credential.add_user_to_role", "sdk.credential.create", "sdk.credential.delete", "sdk.credential.list", "sdk.credential.select_user", "sdk.credential.update", "sdk.index.create", "sdk.index.describe_index", "sdk.index.drop", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.create", "sdk.partition.drop", "sdk.partition.has_partition", "sdk.partition.load", "sdk.partition.release", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.delete", "sdk.vector.get", "sdk.vector.insert", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Note: "cannot be edited or dropped; the creator of a cluster is given it", Source: "cluster-roles"},
	schema.BuiltinRole{Name: "db_rw", Aliases: []string{"Read-Write"}, Of: "cluster", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.cluster.manage_collections", "ui.cluster.manage_indexes", "ui.cluster.view_backups", "ui.cluster.view_metrics", "ui.cluster.view_roles", "ui.cluster.view_users"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.v2.alias.alter", "rest.v2.alias.create", "rest.v2.alias.describe", "rest.v2.alias.drop", "rest.v2.alias.list", "rest.v2.collection.add_field", "rest.v2.collection.alter_field_properties", "rest.v2.collection.alter_properties", "rest.v2.collection.compact", "rest.v2.collection.create", "rest.v2.collection.describe", "rest.v2.collection.drop", "rest.v2.collection.drop_properties", "rest.v2.collection.flush", "rest.v2.collection.get_compaction_state", "rest.v2.collection.get_load_state", "rest.v2.collection.get_stats", "rest.v2.collection.has", "rest.v2.collection.list", "rest.v2.collection.load", "rest.v2.collection.refresh_load", "rest.v2.collection.release", "rest.v2.collection.rename", "rest.v2.index.alter_properties", "rest.v2.index.create", "rest.v2.index.describe", "rest.v2.index.drop", "rest.v2.index.drop_properties", "rest.v2.index.list", "rest.v2.partition.create", "rest.v2.partition.drop", "rest.v2.partition.get_stats", "rest.v2.partition.has", "rest.v2.partition.list", "rest.v2.partition.load", "rest.v2.partition.release", "rest.v2.role.alter", "rest.v2.role.create", "rest.v2.role.describe", "rest.v2.role.drop", "rest.v2.role.grant_privilege", "rest.v2.role.grant_privilege_v2", "rest.v2.role.list", "rest.v2.role.revoke_privilege", "rest.v2.role.revoke_privilege_v2", "rest.v2.user.describe", "rest.v2.user.list", "rest.v2.vector.delete", "rest.v2.vector.get", "rest.v2.vector.hybrid_search", "rest.v2.vector.insert", "rest.v2.vector.query", "rest.v2.vector.search", "rest.v2.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.collection.create", "rest.collection.describe", "rest.collection.drop", "rest.collection.list", "rest.vector.delete", "rest.vector.get", "rest.vector.insert", "rest.vector.query", "rest.vector.search", "rest.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.alter", "sdk.alias.create", "sdk.alias.describe", "sdk.alias.drop", "sdk.alias.list", "sdk.collection.create", "sdk.collection.describe", "sdk.collection.drop", "sdk.collection.flush", "sdk.collection.get_flush_state", "sdk.collection.load", "sdk.collection.release", "sdk.collection.rename", "sdk.collection.show", "sdk.index.create", "sdk.index.describe_index", "sdk.index.drop", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.create", "sdk.partition.drop", "sdk.partition.has_partition", "sdk.partition.load", "sdk.partition.release", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.delete", "sdk.vector.get", "sdk.vector.insert", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Note: "cannot be edited or dropped; all role operations are documented for it, so it can grant itself more", Source: "cluster-roles"},
	schema.BuiltinRole{Name: "db_ro", Aliases: []string{"Read-Only"}, Of: "cluster", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.cluster.view_backups", "ui.cluster.view_collections", "ui.cluster.view_indexes", "ui.cluster.view_metrics", "ui.cluster.view_roles", "ui.cluster.view_users"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.v2.alias.describe", "rest.v2.alias.list", "rest.v2.collection.describe", "rest.v2.collection.get_load_state", "rest.v2.collection.get_stats", "rest.v2.collection.has", "rest.v2.collection.list", "rest.v2.index.describe", "rest.v2.index.list", "rest.v2.partition.get_stats", "rest.v2.partition.has", "rest.v2.partition.list", "rest.v2.role.alter", "rest.v2.role.create", "rest.v2.role.describe", "rest.v2.role.drop", "rest.v2.role.grant_privilege", "rest.v2.role.grant_privilege_v2", "rest.v2.role.list", "rest.v2.role.revoke_privilege", "rest.v2.role.revoke_privilege_v2", "rest.v2.user.describe", "rest.v2.user.list"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.collection.describe", "rest.collection.list", "rest.vector.get", "rest.vector.query", "rest.vector.search"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.describe", "sdk.alias.list", "sdk.collection.describe", "sdk.collection.load", "sdk.collection.show", "sdk.index.describe_index", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.has_partition", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.get", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Note: "cannot be edited or dropped; all role operations are documented for it, so it can grant itself more; loading a collection is too", Source: "cluster-roles"},
	schema.BuiltinRole{Name: "Organization Owner", Of: "organization", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.activities.view", "ui.api_keys.manage", "ui.metrics_and_alerts.manage", "ui.organization_settings.manage", "ui.organization_users.manage", "ui.payments.manage", "ui.projects.manage", "ui.recycle_bin.use"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.cloud.list_cloud_providers", "rest.cloud.list_cloud_regions", "rest.cluster.create", "rest.cluster.create_serverless", "rest.cluster.describe", "rest.cluster.drop", "rest.cluster.list", "rest.cluster.list_projects", "rest.cluster.modify", "rest.cluster.resume", "rest.cluster.suspend", "rest.collection.create", "rest.collection.describe", "rest.collection.drop", "rest.collection.list", "rest.import.get_import_progress", "rest.import.import", "rest.import.list_import_jobs", "rest.pipeline.create", "rest.pipeline.describe", "rest.pipeline.drop", "rest.pipeline.list", "rest.pipeline.run", "rest.vector.delete", "rest.vector.get", "rest.vector.insert", "rest.vector.query", "rest.vector.search", "rest.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.alter", "sdk.alias.create", "sdk.alias.describe", "sdk.alias.drop", "sdk.alias.list", "sdk.collection.compaction", "sdk.collection.create", "sdk.collection.describe", "sdk.collection.drop", "sdk.collection.flush", "sdk.collection.get_flush_state", "sdk.collection.get_statistics", "sdk.collection.load", "sdk.collection.release", "sdk.collection.rename", "sdk.collection.show", "sdk.credential.add_user_to_role", "sdk.credential.create", "sdk.credential.delete", "sdk.credential.list", "sdk.credential.select_user", "sdk.credential.update", "sdk.index.create", "sdk.index.describe_index", "sdk.index.drop", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.create", "sdk.partition.drop", "sdk.partition.has_partition", "sdk.partition.load", "sdk.partition.release", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.delete", "sdk.vector.get", "sdk.vector.insert", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Generation: "2024, 2025, 2026", Note: "the operations are those of 2024; may manage cluster roles in 2025 too", Source: "user-roles"},
	schema.BuiltinRole{Name: "Organization Member", Of: "organization", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.organization_settings.view", "ui.organization_users.invite"}, Database: "*", Collection: "*"}}, Generation: "2024, 2025", Note: "what it reaches in projects and clusters comes from project roles", Source: "user-roles"},
	schema.BuiltinRole{Name: "Organization Billing Admin", Of: "organization", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2025", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Billing Admin", Of: "organization", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2026", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Public", Of: "organization", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2026", Note: "given to every member of the organization; not the core role public of a cluster", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Project Owner", Of: "project", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.api_keys.restricted", "ui.clusters.manage", "ui.network.access", "ui.pipelines.manage", "ui.project_alerts.access", "ui.project_users.manage"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.cloud.list_cloud_providers", "rest.cloud.list_cloud_regions", "rest.cluster.create", "rest.cluster.create_serverless", "rest.cluster.describe", "rest.cluster.drop", "rest.cluster.list", "rest.cluster.list_projects", "rest.cluster.modify", "rest.cluster.resume", "rest.cluster.suspend", "rest.collection.create", "rest.collection.describe", "rest.collection.drop", "rest.collection.list", "rest.import.get_import_progress", "rest.import.import", "rest.import.list_import_jobs", "rest.pipeline.create", "rest.pipeline.describe", "rest.pipeline.drop", "rest.pipeline.list", "rest.pipeline.run", "rest.vector.delete", "rest.vector.get", "rest.vector.insert", "rest.vector.query", "rest.vector.search", "rest.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.alter", "sdk.alias.create", "sdk.alias.describe", "sdk.alias.drop", "sdk.alias.list", "sdk.collection.compaction", "sdk.collection.create", "sdk.collection.describe", "sdk.collection.drop", "sdk.collection.flush", "sdk.collection.get_flush_state", "sdk.collection.get_statistics", "sdk.collection.load", "sdk.collection.release", "sdk.collection.rename", "sdk.collection.show", "sdk.credential.add_user_to_role", "sdk.credential.create", "sdk.credential.delete", "sdk.credential.list", "sdk.credential.select_user", "sdk.credential.update", "sdk.index.create", "sdk.index.describe_index", "sdk.index.drop", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.create", "sdk.partition.drop", "sdk.partition.has_partition", "sdk.partition.load", "sdk.partition.release", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.delete", "sdk.vector.get", "sdk.vector.insert", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Generation: "2024", Source: "user-roles"},
	schema.BuiltinRole{Name: "Project Member", Of: "project", Grants: []schema.BuiltinGrant{
		schema.BuiltinGrant{Privileges: []string{"ui.clusters.view", "ui.collections.manage", "ui.indexes.manage", "ui.pipelines.view"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"rest.cloud.list_cloud_providers", "rest.cloud.list_cloud_regions", "rest.collection.create", "rest.collection.describe", "rest.collection.drop", "rest.collection.list", "rest.import.get_import_progress", "rest.import.import", "rest.import.list_import_jobs", "rest.pipeline.create", "rest.pipeline.describe", "rest.pipeline.drop", "rest.pipeline.list", "rest.pipeline.run", "rest.vector.delete", "rest.vector.get", "rest.vector.insert", "rest.vector.query", "rest.vector.search", "rest.vector.upsert"}, Database: "*", Collection: "*"},
		schema.BuiltinGrant{Privileges: []string{"sdk.alias.alter", "sdk.alias.create", "sdk.alias.describe", "sdk.alias.drop", "sdk.alias.list", "sdk.collection.compaction", "sdk.collection.create", "sdk.collection.describe", "sdk.collection.drop", "sdk.collection.flush", "sdk.collection.get_flush_state", "sdk.collection.get_statistics", "sdk.collection.load", "sdk.collection.release", "sdk.collection.rename", "sdk.collection.show", "sdk.index.create", "sdk.index.describe_index", "sdk.index.drop", "sdk.index.get_index_build_progress", "sdk.index.get_index_state", "sdk.partition.create", "sdk.partition.drop", "sdk.partition.has_partition", "sdk.partition.load", "sdk.partition.release", "sdk.partition.show", "sdk.system.check_health", "sdk.system.get_version", "sdk.vector.delete", "sdk.vector.get", "sdk.vector.insert", "sdk.vector.query", "sdk.vector.search"}, Database: "*", Collection: "*"}}, Generation: "2024", Source: "user-roles"},
	schema.BuiltinRole{Name: "Project Admin", Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2025, 2026", Note: "may manage cluster users and cluster roles", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Project Read-Write", Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2025", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Project Read-Only", Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2025", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Cluster Admin", Aliases: []string{"Data Admin"}, Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2026", Note: "the privilege reference calls it Data Admin", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Data Operator", Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2026", Source: "platform-roles"},
	schema.BuiltinRole{Name: "Data Viewer", Of: "project", Unknown: "its operations stand in no table that this catalog was made from", Generation: "2026", Source: "platform-roles"}}, Users: []schema.BuiltinUser{
	schema.BuiltinUser{Name: "db_admin", Roles: []string{"db_admin"}, Note: "created with the cluster; cannot be dropped", Source: "cluster-users"}}, Limits: []schema.Limit{
	schema.Limit{Name: "roles", Max: 20, Note: "custom roles a cluster; built-in ones do not count, and support can raise it", Source: "cluster-roles"},
	schema.Limit{Name: "users", Max: 100, Builtin: 1, Note: "a cluster; that db_admin counts is assumed", Source: "limits"}}, Names: []schema.NameRule{
	schema.NameRule{Of: "role", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Reserved: "db_admin, db_rw, db_ro, admin and public", Source: "cluster-roles"},
	schema.NameRule{Of: "user", Pattern: "^[A-Za-z][A-Za-z0-9_]*$", Min: 1, Max: 32, Rule: "letters, digits and _, beginning with a letter", Reserved: "db_admin", Source: "milvus"},
	schema.NameRule{Of: "privilege_group", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Reserved: "the names of privileges and of built-in groups", Source: "milvus"},
	schema.NameRule{Of: "database", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Source: "milvus"},
	schema.NameRule{Of: "collection", Pattern: "^[A-Za-z_][A-Za-z0-9_]*$", Min: 1, Max: 255, Rule: "letters, digits and _, beginning with a letter or _", Source: "milvus"},
	schema.NameRule{Of: "grant_collection", Pattern: "^[A-Za-z_][A-Za-z0-9_$]*$", Min: 1, Max: 255, Rule: "letters, digits, _ and $, beginning with a letter or _", Source: "milvus"}}, Renamed: []schema.Renamed{
	schema.Renamed{Old: "Admin", Note: "a legacy group of Milvus that Zilliz Cloud does not document", Source: "cluster-privileges"},
	schema.Renamed{Old: "All", Note: "a legacy group of Milvus that Zilliz Cloud does not document", Source: "cluster-privileges"},
	schema.Renamed{Old: "ReadOnly", Note: "a legacy group of Milvus that Zilliz Cloud does not document", Source: "cluster-privileges"},
	schema.Renamed{Old: "ReadWrite", Note: "a legacy group of Milvus that Zilliz Cloud does not document", Source: "cluster-privileges"}}, Composites: []schema.Composite{
	schema.Composite{Name: "create a collection, index it and load it in one call", Starts: []string{"CreateCollection"}, Needs: []string{"CreateCollection", "CreateIndex", "DescribeCollection", "GetLoadState", "IndexDetail", "Load"}, Source: "issues"},
	schema.Composite{Name: "drop a collection that the client describes first", Starts: []string{"DropCollection"}, Needs: []string{"DescribeCollection", "DropCollection"}, Source: "issues"}}, Plans: []schema.Plan{
	schema.Plan{Name: "dedicated", CustomRoles: true, BuiltinRoles: []string{"db_admin", "db_rw", "db_ro"}, CustomGroups: "a support ticket", Note: "roles from the nine groups need no ticket; single privileges and own groups do", Source: "cluster-roles"},
	schema.Plan{Name: "serverless", BuiltinRoles: []string{"db_admin", "db_rw", "db_ro"}, Note: "as of 2024; newer pages have cluster users and custom roles on dedicated clusters only", Source: "user-roles"},
	schema.Plan{Name: "free", BuiltinRoles: []string{"db_rw"}, Note: "as of 2024; newer pages have cluster users and custom roles on dedicated clusters only", Source: "user-roles"}}, Unguarded: []string{}, Notes: []schema.Note{
	schema.Note{About: "version", Text: "Which version of Milvus a cluster runs is not published. The documented privileges are those of Milvus 2.5 without All; what each of them opens is taken from Milvus 2.6.", Source: "cluster-privileges"},
	schema.Note{About: "names", Text: "db_admin is the default user, a role that the console calls Admin, and an old name of the group DatabaseAdmin. Likewise db_rw and db_ro are roles and old names of groups.", Source: "cluster-roles"},
	schema.Note{About: "two planes", Text: "Roles of organizations and projects and API keys belong to the control plane, cluster users and cluster roles to the data plane. Neither gives the other, yet project roles and API keys also reach the data of their clusters.", Source: "platform-roles"},
	schema.Note{About: "levels", Text: "The three levels share nothing: a cluster group gives nothing on databases or collections.", Source: "cluster-roles"},
	schema.Note{About: "whole database", Text: "DescribeCollection, DescribeAlias, ListAliases, CreateAlias and DropAlias count as collection-level but are enforced on the whole database.", Source: "milvus"},
	schema.Note{About: "own groups", Text: "The console offers the nine groups only. Own privilege groups and single privileges have to be enabled by support, and are then made over REST or an SDK.", Source: "cluster-roles"},
	schema.Note{About: "role operations", Text: "The read-write and even the read-only role are documented with all role operations of the data plane, granting included.", Source: "cluster-roles"},
	schema.Note{About: "operations", Text: "Where the page of cluster roles says all operations of a kind, the operations are those that the reference lists under that kind.", Source: "data-plane"},
	schema.Note{About: "older table", Text: "The table of 2024 names operations of the first REST interface and of the SDKs; the read-only role may load collections there, and no role upserts through an SDK.", Source: "user-roles"},
	schema.Note{About: "generations", Text: "Organization and project roles were renamed twice. Only the roles of 2024 have published tables; 2026 adds custom project roles, which this catalog does not model.", Source: "platform-roles"},
	schema.Note{About: "dropping roles", Text: "The console refuses to delete a role that users hold. What the interface for programs does is not established.", Source: "cluster-roles"},
	schema.Note{About: "documentation", Text: "The documentation lets a role name begin with a letter, the command line with an underscore too.", Source: "cluster-roles"},
	schema.Note{About: "limits", Text: "An organization holds 100 members, 100 projects and 100 custom API keys. Twenty custom roles a cluster is a figure that support can raise.", Source: "limits"},
	schema.Note{About: "idempotence", Text: "Granting and revoking in the control plane is not idempotent, and changing a role replaces all its policies.", Source: "platform-roles"},
	schema.Note{About: "unguarded", Text: "Which calls are open to every cluster user is not published; on Milvus those are the calls without a privilege.", Source: "milvus"}}}
