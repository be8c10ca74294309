# The console ticks read:X beside write:X, the API does not: both are written.
role "cluster_operator" {
  name        = "Cluster operator"
  description = "Creates, scales, restarts and suspends clusters"
  labels      = { owner = "platform" }

  grant {
    privileges = concat(local.console, ["read:backup_schedules", "read:backups", "write:clusters"])
  }
}

# Making backups and restoring them are two permissions. Restoring overwrites a
# cluster, so it is not here.
role "backup_operator" {
  name        = "Backup operator"
  description = "Makes backups, keeps their schedules and removes old ones"
  labels      = { owner = "platform" }

  grant {
    privileges = concat(local.console, [
      "delete:backup_schedules", "read:backup_schedules", "write:backup_schedules",
      "delete:backups", "read:backups", "write:backups",
    ])
  }
}

role "on_call" {
  name        = "On call"
  description = "Looks at clusters, their data and their backups"
  labels      = { owner = "platform" }

  grant {
    privileges = concat(local.console, ["read:api_keys", "read:backups", "read:cluster_data"])
  }
}
