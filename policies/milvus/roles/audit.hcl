role "auditor" {
  description = "Access reviews: who holds what and which databases there are, no entities"
  labels      = { owner = "security" }

  grant {
    privileges = ["ClusterReadOnly"]
  }
  grant {
    privileges = ["DatabaseReadOnly"]
    database   = local.data_databases
  }
  grant {
    privileges = ["GetStatistics", "ShowPartitions"]
    database   = local.data_databases
    collection = "*"
  }
}
