test "analysts read query logs at any time" {
  for_each = {
    "alice in the night"    = { user = "alice", time = "2026-11-20T01:00:00Z" }
    "bob in office hours"   = { user = "bob", time = local.friday }
    "bob on a Sunday"       = { user = "bob", time = "2026-11-22T10:00:00Z" }
    "alice in office hours" = { user = "alice", time = local.friday }
  }
  principal  = each.value.user
  attributes = { principal = { tenant = "umbra" }, request = { time = each.value.time } }

  allow {
    privileges = ["CollectionReadOnly"]
    database   = "analytics"
    collection = ["clicks", "queries"]
    role       = role.analyst
  }
  deny {
    privileges = local.changes
    database   = "analytics"
    collection = ["clicks", "queries"]
  }
  deny {
    privileges = ["Search"]
    database   = "analytics"
    collection = "sessions"
  }
  deny {
    privileges = ["Search"]
    database   = "tenants"
    collection = "*"
  }
}

test "analysts read the catalog in office hours" {
  for_each   = toset(["alice", "bob"])
  principal  = each.key
  attributes = { request = { time = local.friday } }

  allow {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "reviews"]
    reason     = "while condition \"office_hours\" holds"
  }
  deny {
    privileges = ["Insert", "ShowPartitions"]
    database   = "catalog"
    collection = ["products", "reviews"]
  }
  deny {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["invoices", "products_v2"]
  }
}

test "analysts do not read the catalog" {
  for_each = {
    "before eight" = "2026-11-20T06:59:59Z"
    "at six"       = "2026-11-20T17:00:00Z"
    "on Saturday"  = "2026-11-21T10:00:00Z"
    "on Sunday"    = "2026-11-22T10:00:00Z"
  }
  principal  = "alice"
  attributes = { request = { time = each.value } }

  deny {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "reviews"]
    reason     = "condition \"office_hours\" holds, and it is false"
  }
}
