# One policy for two clusters. Every block in this directory and beneath it
# exists once for each environment and may read target.key and target.value.
target "milvus" "search" {
  for_each = {
    prod = {
      version    = "2.6.11"
      unmanaged  = "remove"
      developers = []
    }
    staging = {
      version    = "3.0" # a version ahead: what an upgrade changes shows here first
      unmanaged  = "report"
      developers = ["alice", "bob"]
    }
  }
  version   = target.value.version
  unmanaged = target.value.unmanaged

  # Milvus stops at ten roles, admin and public among them. Both clusters run
  # with proxy.maxRoleNum = 50.
  limits = { roles = 50 }

  # The inventory: with it, a misspelt database or collection is a finding.
  database "catalog" {
    collections = ["products", "products_v2", "reviews"]
    aliases     = { live = "products_v2" }
  }
  database "tenants" {
    collections = [for tenant in keys(local.tenants) : "docs_${tenant}"]
  }
  database "analytics" {
    collections = ["clicks", "queries"]
  }
  dynamic "database" {
    for_each = target.value.developers
    labels   = ["sandbox_${database.value}"]
    content {
      collections = []
    }
  }
}

locals {
  data_databases = ["analytics", "catalog", "tenants"]

  # What a customer's application may reach: its own documents, and the parts of
  # the catalog that its contract names.
  tenants = {
    acme   = { users = ["svc_acme"], writes = true, shared = ["products", "reviews"] }
    globex = { users = ["svc_globex"], writes = true, shared = ["products"] }
    umbra  = { users = ["svc_umbra", "svc_umbra_batch"], writes = false, shared = [] }
  }
}
