test "ingestion reads, writes and indexes the catalog" {
  principal  = "svc_ingest"
  attributes = { principal = { tenant = "umbra" } }

  allow {
    privileges = [privilege_group.reader, privilege_group.writer, privilege_group.maintainer]
    database   = "catalog"
    collection = local.catalog
    role       = role.loader
  }
  deny {
    privileges = ["CreatePartition", "DropPartition"]
    database   = "catalog"
    collection = local.catalog
  }
  deny {
    privileges = ["Insert", "Search"]
    database   = "catalog"
    collection = "invoices"
  }
  deny {
    privileges = local.owns
    database   = "catalog"
  }
  deny {
    privileges = ["Insert", "Search"]
    database   = ["analytics", "tenants"]
    collection = "*"
  }
}
