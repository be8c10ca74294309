# One role for each customer. A tenant's documents are a collection of their own;
# the condition keeps one customer's application out of another's even where a
# binding is wrong.
role "tenant" {
  for_each    = local.tenants
  name        = "tenant_${each.key}"
  description = "The application of ${each.key}"
  labels      = { owner = "platform" }

  grant {
    privileges = concat([privilege_group.reader], each.value.writes ? [privilege_group.writer] : [])
    database   = "tenants"
    collection = "docs_${each.key}"
    condition  = condition.own_tenant
  }

  dynamic "grant" {
    for_each = each.value.shared
    iterator = shared
    content {
      privileges = [privilege_group.reader]
      database   = "catalog"
      collection = shared.value
    }
  }
}
