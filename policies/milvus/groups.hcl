# A group holds privileges of one level. Editing one reaches every role that has it.

privilege_group "reader" {
  description = "Ask questions of a loaded collection"
  privileges  = ["GetLoadState", "GetStatistics", "Query", "Search"]
}

privilege_group "writer" {
  description = "Change entities and make the changes durable"
  privileges  = ["Delete", "Flush", "GetFlushState", "Import", "Insert", "Upsert"]
}

privilege_group "maintainer" {
  description = "Keep a collection searchable: indexes, loading, compaction"
  privileges  = ["Compaction", "CreateIndex", "DropIndex", "GetLoadState", "IndexDetail", "Load", "Release"]
}

privilege_group "schema_owner" {
  description = "Create and drop the collections of a database"
  privileges  = ["CreateCollection", "DescribeDatabase", "DropCollection"]
}
