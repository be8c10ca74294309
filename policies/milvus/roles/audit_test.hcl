test "auditors see who holds what, and no entities" {
  for_each   = toset(["erin", "svc_audit"])
  principal  = each.key
  attributes = { principal = { tenant = "umbra" } }

  allow {
    privileges = ["ClusterReadOnly"]
  }
  allow {
    privileges = ["DatabaseReadOnly"]
    database   = local.data_databases
  }
  allow {
    privileges = ["GetStatistics", "ShowPartitions"]
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["FlushAll", "TransferNode"]
  }
  deny {
    privileges = local.owns
    database   = local.data_databases
  }
  deny {
    privileges = concat(local.changes, ["Query", "Search"])
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["DescribeDatabase", "GetStatistics", "ShowPartitions"]
    database   = "archive"
    collection = "letters"
  }
}
