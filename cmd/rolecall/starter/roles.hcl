# What may be done. A grant is written at the level of what it grants: a group of
# collection privileges takes a database and a collection.
role "reader" {
  description = "Search and read documents"

  grant {
    privileges = ["CollectionReadOnly"]
    database   = "default"
    collection = "documents"
  }
}

# A role takes over the grants of the roles it includes. Privileges of one's own
# choice are put together in a group, or written in place.
privilege_group "write" {
  description = "Change what a collection holds, but not the collection"
  privileges  = ["Delete", "Flush", "Insert", "Upsert"]
}

role "writer" {
  description = "Read documents and change them"
  includes    = [role.reader]

  grant {
    privileges = [privilege_group.write]
    database   = "default"
    collection = "documents"
  }
}
