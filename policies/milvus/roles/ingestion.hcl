role "loader" {
  description = "Ingestion: writes the catalog and rebuilds its indexes"
  labels      = { owner = "ingestion", ticket = "SEC-42" }
  includes    = [role.searcher]

  grant {
    privileges = [privilege_group.maintainer, privilege_group.writer]
    database   = "catalog"
    collection = ["products", "products_v2", "reviews"]
  }
}

# The nightly job was folded into the loader.
removed {
  from = role.nightly_loader
}
