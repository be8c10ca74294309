# Whoever no binding names holds what everyone holds, whatever a request says of
# it: here it satisfies every condition there is.
test "a stranger reaches nothing" {
  for_each  = local.tenants
  principal = "somebody"
  attributes = {
    principal = { tenant = each.key, teams = ["operations"] }
    request   = { time = local.friday, ip = "10.20.0.9", incident = "INC-1" }
  }

  deny {
    privileges = ["FlushAll", "SelectOwnership", "SelectUser", "TransferNode"]
  }
  deny {
    privileges = concat(local.owns, ["DescribeDatabase"])
    database   = "*"
  }
  deny {
    privileges = concat(local.changes, ["GetStatistics", "Query", "Search", "ShowPartitions"])
    database   = "*"
    collection = "*"
  }
}

test "nobody rules the cluster" {
  for_each   = toset(concat(["alice", "bob", "carol", "dave", "erin", "svc_audit", "svc_ci", "svc_ingest", "svc_search"], keys(local.tenant_users)))
  principal  = each.key
  attributes = { principal = { teams = ["operations"] }, request = { ip = "10.20.0.9", incident = "INC-1" } }

  deny {
    privileges = local.rules
  }
}
