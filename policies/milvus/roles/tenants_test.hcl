test "an application reads the documents of its customer" {
  for_each   = local.tenant_users
  principal  = each.key
  attributes = { principal = { tenant = each.value } }

  allow {
    privileges = [privilege_group.reader]
    database   = "tenants"
    collection = "docs_${each.value}"
    role       = role.tenant[each.value]
  }
  deny {
    privileges = ["CreateIndex", "DropIndex", "DropPartition", "ShowPartitions"]
    database   = "tenants"
    collection = "docs_${each.value}"
  }
  deny {
    privileges = ["Search"]
    database   = "catalog"
    collection = "products_v2"
  }
}

# Where a binding is wrong the condition still keeps customers apart: an
# application that acts for somebody else reaches neither's documents.
test "no application acts for another customer" {
  for_each = merge([for user, own in local.tenant_users : {
    for other in keys(local.tenants) : "${user} for ${other}" => { user = user, tenant = other } if other != own
  }]...)
  principal  = each.value.user
  attributes = { principal = { tenant = each.value.tenant } }

  deny {
    privileges = [privilege_group.reader, privilege_group.writer]
    database   = "tenants"
    collection = [for tenant in keys(local.tenants) : "docs_${tenant}"]
  }
}

test "what a contract lets an application write" {
  for_each   = { for user, tenant in local.tenant_users : user => tenant if local.tenants[tenant].writes }
  principal  = each.key
  attributes = { principal = { tenant = each.value } }

  allow {
    privileges = [privilege_group.writer]
    database   = "tenants"
    collection = "docs_${each.value}"
  }
}

test "umbra reads alone" {
  for_each   = toset(local.tenants["umbra"].users)
  principal  = each.key
  attributes = { principal = { tenant = "umbra" } }

  deny {
    privileges = [privilege_group.writer]
    database   = "tenants"
    collection = "docs_umbra"
  }
  deny {
    privileges = ["Search"]
    database   = "catalog"
    collection = "*"
  }
}

test "what a contract shares of the catalog" {
  for_each   = { for user, tenant in local.tenant_users : user => tenant if length(local.tenants[tenant].shared) > 0 }
  principal  = each.key
  attributes = { principal = { tenant = each.value } }

  allow {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = local.tenants[each.value].shared
  }
  deny {
    privileges = ["Insert", "ShowPartitions"]
    database   = "catalog"
    collection = local.tenants[each.value].shared
  }
}
