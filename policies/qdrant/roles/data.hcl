role "data_engineer" {
  name        = "Data engineer"
  description = "Loads and repairs data through the cluster UI"
  labels      = { owner = "data" }

  grant {
    privileges = concat(local.console, ["read:backups", "read:cluster_data", "write:cluster_data"])
  }
}

role "analyst" {
  name        = "Data analyst"
  description = "Reads data through the cluster UI"
  labels      = { owner = "data" }

  grant {
    privileges = concat(local.console, ["read:cluster_data"])
  }
}
