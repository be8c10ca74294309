# The three levels share nothing: ClusterReadWrite alone reaches no database and
# no collection. Whoever is on call holds a grant at each level.
role "on_call" {
  description = "On call: moves nodes and replicas, looks at every database, reads entities"
  labels      = { owner = "operations" }

  grant {
    privileges = ["ClusterReadWrite"]
  }
  grant {
    privileges = ["DatabaseReadOnly"]
    database   = local.data_databases
  }
  grant {
    privileges = ["CollectionReadOnly"]
    database   = local.data_databases
    collection = "*"
  }
}

role "backup_operator" {
  description = "Backups: users, roles and grants, and every collection at rest"
  labels      = { owner = "operations" }

  # rolecall:ignore RC501 reason="backups hold password hashes; they are encrypted, SEC-51"
  grant {
    privileges = ["BackupRBAC", "FlushAll"]
  }
  grant {
    privileges = ["CollectionReadOnly"]
    database   = local.data_databases
    collection = "*"
  }
}

# Repairs during an incident. The service that opens incidents decides; nothing
# of this stands on the server, and nobody holds it for long.
role "break_glass" {
  description = "Incident repair: writes and rebuilds anything, while an incident is open"
  labels      = { owner = "operations", ticket = "SEC-77" }
  protected   = true

  grant {
    privileges = [privilege_group.schema_owner]
    database   = local.data_databases
    condition  = condition.open_incident
  }
  grant {
    privileges = ["CollectionReadWrite"]
    database   = local.data_databases
    collection = "*"
    condition  = condition.open_incident
  }
}
