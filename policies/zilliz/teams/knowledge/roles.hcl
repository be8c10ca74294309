role "kb_reader" {
  description = "Reads the whole knowledge base"
  labels      = { owner = "knowledge" }

  grant {
    privileges = ["DatabaseReadOnly"]
    database   = "kb"
  }
  grant {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "*"
  }
}

role "kb_editor" {
  description = "Ingestion: writes articles and frequent questions"
  labels      = { owner = "knowledge" }
  includes    = [role.kb_reader]

  grant {
    privileges = ["CollectionReadWrite"]
    database   = "kb"
    collection = ["articles", "faq"]
  }
}

# DatabaseAdmin creates and drops collections. What is in them is another level:
# an index or a load needs the collection group beside it.
role "kb_owner" {
  description = "Migrations: creates, indexes and drops the collections of the knowledge base"
  labels      = { owner = "knowledge" }

  grant {
    privileges = ["DatabaseAdmin"]
    database   = "kb"
  }
  grant {
    privileges = ["CollectionReadWrite"]
    database   = "kb"
    collection = "*"
  }
}
