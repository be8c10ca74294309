test "searchers read the catalog and nothing else" {
  for_each   = toset(["svc_search", "svc_suggest"])
  principal  = each.key
  attributes = { principal = { tenant = "umbra" } }

  allow {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = concat(local.catalog, ["live"])
    role       = role.searcher
  }
  deny {
    privileges = concat(local.changes, ["DescribeAlias", "ShowPartitions"])
    database   = "catalog"
    collection = local.catalog
  }
  deny {
    privileges = ["Search"]
    database   = "catalog"
    collection = "invoices"
  }
  deny {
    privileges = ["Search"]
    database   = ["analytics", "tenants"]
    collection = "*"
  }
}
