role "billing" {
  name        = "Billing"
  description = "Invoices and payment methods, no clusters"
  labels      = { owner = "finance" }

  grant {
    privileges = ["read:account", "read:payment_information", "write:payment_information"]
  }
}

role "auditor" {
  name        = "Access auditor"
  description = "Access reviews: who is in the account, with which roles, keys and invites"
  labels      = { owner = "security" }

  grant {
    privileges = concat(local.console, [
      "read:api_keys", "read:invites", "read:management_keys", "read:roles", "read:users",
    ])
  }
}

# People who left are removed; who may join, and with which role, stays with the owners.
role "offboarding" {
  name        = "Offboarding"
  description = "Removes members and open invites"
  labels      = { owner = "security" }

  grant {
    privileges = ["read:account", "read:invites", "delete:invites", "read:users", "delete:users"]
  }
}
