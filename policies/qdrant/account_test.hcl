# Permissions hold for the whole account, so who may do what is one table: what a
# member may do is listed, and everything else that there is must be denied.
locals {
  things = [
    "account", "api_keys", "backup_schedules", "backups", "cluster_data", "clusters", "hybrid_cloud_environments",
    "invites", "management_keys", "roles",
  ]
  permissions = concat(
    [for thing in local.things : "read:${thing}"],
    [for thing in local.things : "write:${thing}"],
    [for thing in local.things : "delete:${thing}" if thing != "cluster_data"],
    ["delete:users", "read:payment_information", "read:users", "restore:backups", "write:payment_information"],
  )

  platform = concat(local.console, ["read:api_keys", "read:backup_schedules", "read:backups", "read:cluster_data", "write:clusters"])
  backups  = ["delete:backup_schedules", "delete:backups", "write:backup_schedules", "write:backups"]
  members = {
    "alice@example.com" = concat(local.console, ["read:backups", "read:cluster_data", "write:cluster_data"])
    "bob@example.com"   = concat(local.console, ["read:cluster_data"])
    "carol@example.com" = local.platform
    "dave@example.com"  = concat(local.platform, local.backups)
    "erin@example.com" = concat(local.console, [
      "delete:invites", "delete:users", "read:api_keys", "read:invites", "read:management_keys", "read:roles", "read:users",
    ])
    "frank@example.com"  = concat(local.console, ["read:cluster_data"])
    "somebody@else.test" = []
  }
}

test "what members may do, and nothing else" {
  for_each  = local.members
  principal = each.key

  allow {
    privileges = concat(each.value, ["read:profile"])
  }
  deny {
    privileges = [for p in local.permissions : p if !contains(each.value, p)]
  }
}

test "the owner may do everything, and finance sees invoices" {
  principal = "grace@example.com"

  allow {
    privileges = local.permissions
    role       = "Owner"
  }
  allow {
    privileges = ["read:account", "read:payment_information", "write:payment_information"]
    role       = role.billing
  }
}

# Held alone, since who holds two roles would hide what one of them lacks.
test "what a role gives by itself" {
  for_each = {
    "cluster operator" = { role = role.cluster_operator, may = ["read:account", "read:backup_schedules", "read:backups", "read:clusters", "write:clusters"] }
    "on call"          = { role = role.on_call, may = ["read:account", "read:api_keys", "read:backups", "read:clusters", "read:cluster_data"] }
    "backup operator"  = { role = role.backup_operator, may = concat(local.console, local.backups, ["read:backup_schedules", "read:backups"]) }
    "access auditor"   = { role = role.auditor, may = concat(local.console, ["read:api_keys", "read:invites", "read:management_keys", "read:roles", "read:users"]) }
    "offboarding"      = { role = role.offboarding, may = ["delete:invites", "delete:users", "read:account", "read:invites", "read:users"] }
    "billing"          = { role = role.billing, may = ["read:account", "read:payment_information", "write:payment_information"] }
  }
  principal = "somebody@else.test"
  roles     = [each.value.role]

  allow {
    privileges = each.value.may
    role       = each.value.role
  }
  deny {
    privileges = [for p in local.permissions : p if !contains(each.value.may, p)]
  }
}
