# What must be so, whatever the other files say: run it with rolecall test, and
# with --mutate see what it would not notice.
test "search reads and changes nothing" {
  principal = "svc_search"

  allow {
    privileges = ["CollectionReadOnly"]
    database   = "default"
    collection = "documents"
  }
  deny {
    privileges = ["CreateIndex", "Delete", "DropPartition", "Insert", "Upsert"]
    database   = "default"
    collection = "*"
  }
}

test "ingestion changes what a collection holds, but not the collection" {
  principal = "svc_ingest"

  allow {
    privileges = ["Query", privilege_group.write]
    database   = "default"
    collection = "documents"
  }
  deny {
    privileges = ["CreateIndex", "DropIndex", "DropPartition"]
    database   = "default"
    collection = "documents"
  }
  deny {
    privileges = ["Insert", "Search"]
    database   = "default"
    collection = "another"
  }
}

test "a stranger reaches nothing" {
  principal = "somebody"

  deny {
    privileges = ["Insert", "Search"]
    database   = "*"
    collection = "*"
  }
}
