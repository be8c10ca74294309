test "on call looks everywhere and moves what serves" {
  for_each   = toset(["carol", "dave"])
  principal  = each.key
  attributes = { principal = { tenant = "globex" } }

  allow {
    privileges = ["ClusterReadWrite"]
    role       = role.on_call
  }
  allow {
    privileges = ["DatabaseReadOnly"]
    database   = local.data_databases
    role       = role.on_call
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = local.data_databases
    collection = "*"
    role       = role.on_call
  }
  deny {
    privileges = local.owns
    database   = local.data_databases
  }
  deny {
    privileges = local.changes
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["DescribeDatabase", "Search"]
    database   = "archive"
    collection = "letters"
  }
}

test "backups read everything and write nothing" {
  principal  = "svc_backup"
  attributes = { principal = { tenant = "globex" } }

  allow {
    privileges = ["BackupRBAC", "FlushAll"]
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["CreateOwnership", "ManageOwnership", "RestoreRBAC", "SelectUser", "TransferNode"]
  }
  deny {
    privileges = concat(local.changes, local.owns)
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["Search"]
    database   = "archive"
    collection = "letters"
  }
}

test "an incident opens what it takes to repair" {
  principal  = "carol"
  attributes = { principal = { teams = ["operations"] }, request = { time = local.friday, incident = "INC-1" } }

  allow {
    privileges = [privilege_group.schema_owner]
    database   = local.data_databases
    role       = role.break_glass
  }
  allow {
    privileges = ["CollectionReadWrite"]
    database   = local.data_databases
    collection = "*"
    role       = role.break_glass
  }
  deny {
    privileges = ["AlterDatabase"]
    database   = local.data_databases
  }
  deny {
    privileges = ["CreateAlias", "DropAlias"]
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["DropCollection", "Insert"]
    database   = "archive"
    collection = "letters"
  }
}

test "without an incident nothing opens" {
  for_each = {
    "no incident"         = { teams = ["operations"], incident = "", time = local.friday }
    "another team"        = { teams = ["search"], incident = "INC-1", time = local.friday }
    "the binding is over" = { teams = ["operations"], incident = "INC-1", time = "2029-12-31" }
  }
  principal  = "carol"
  attributes = { principal = { teams = each.value.teams }, request = { incident = each.value.incident, time = each.value.time } }

  deny {
    privileges = ["CreateCollection", "DropCollection"]
    database   = "tenants"
    reason     = each.key == "the binding is over" ? "expired at 2029-12-31T00:00:00Z" : "condition \"open_incident\" holds"
  }
  deny {
    privileges = ["Delete", "Insert"]
    database   = "tenants"
    collection = "docs_acme"
  }
}
