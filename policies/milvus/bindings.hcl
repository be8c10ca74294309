binding "search" {
  roles = [role.searcher]
  users = ["svc_search", "svc_suggest"]
}

binding "ingestion" {
  roles = [role.loader]
  users = ["svc_ingest"]
}

binding "tenant" {
  for_each = local.tenants
  roles    = [role.tenant[each.key]]
  users    = each.value.users
}

binding "analytics" {
  roles = [role.analyst]
  users = ["alice", "bob"]
}

binding "operations" {
  roles = [role.on_call]
  users = ["carol", "dave"]
}

binding "backups" {
  roles = [role.backup_operator]
  users = ["svc_backup"]
}

# Given for the length of a rota, never for good. The day is far away so that
# this example does not age.
binding "break_glass" {
  roles   = [role.break_glass]
  users   = ["carol"]
  expires = "2029-12-31"
}

binding "audit" {
  roles = [role.auditor]
  users = ["erin", "svc_audit"]
}

binding "delivery" {
  roles = [role.ci]
  users = ["svc_ci"]
}

binding "sandbox" {
  for_each = target.value.developers
  roles    = [role.sandbox[each.key]]
  users    = [each.key]
}
