test "CI changes schemas from the build network" {
  principal  = "svc_ci"
  attributes = { principal = { tenant = "umbra" }, request = { ip = "10.20.0.9" } }

  allow {
    privileges = [privilege_group.schema_owner]
    database   = local.data_databases
    role       = role.ci
  }
  allow {
    privileges = [privilege_group.maintainer]
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["AlterDatabase"]
    database   = local.data_databases
  }
  deny {
    privileges = ["Delete", "Insert", "Search"]
    database   = local.data_databases
    collection = "*"
  }
  deny {
    privileges = ["CreateCollection", "CreateIndex"]
    database   = "archive"
    collection = "letters"
  }
}

test "CI changes nothing from elsewhere" {
  principal  = "svc_ci"
  attributes = { request = { ip = "10.21.0.9" } }

  deny {
    privileges = [privilege_group.schema_owner]
    database   = local.data_databases
    reason     = "condition \"ci_network\" holds, and it is false"
  }
  deny {
    privileges = ["CreateIndex", "Load"]
    database   = local.data_databases
    collection = "*"
  }
}

# Where there are no developers there is nothing to test.
test "a developer owns a sandbox" {
  for_each  = toset(target.value.developers)
  principal = each.key

  allow {
    privileges = ["DatabaseAdmin"]
    database   = "sandbox_${each.key}"
    role       = role.sandbox[each.key]
  }
  allow {
    privileges = ["CollectionReadWrite"]
    database   = "sandbox_${each.key}"
    collection = "*"
    role       = role.sandbox[each.key]
  }
  deny {
    privileges = ["CreateAlias"]
    database   = "sandbox_${each.key}"
    collection = "*"
  }
  deny {
    privileges = ["CreateCollection", "Insert"]
    database   = [for other in ["alice", "bob"] : "sandbox_${other}" if other != each.key]
    collection = "drafts"
  }
}
