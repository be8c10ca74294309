# Schema changes come from CI, through a gateway that asks where a request comes
# from. On the server itself CI holds nothing.
role "ci" {
  description = "CI: creates, indexes and drops collections, from the build network"
  labels      = { owner = "platform" }

  grant {
    privileges = [privilege_group.schema_owner]
    database   = local.data_databases
    condition  = condition.ci_network
  }
  grant {
    privileges = [privilege_group.maintainer]
    database   = local.data_databases
    collection = "*"
    condition  = condition.ci_network
  }
}

# Where there are developers, each owns a database to try things in.
role "sandbox" {
  for_each    = target.value.developers
  name        = "sandbox_${each.key}"
  description = "The sandbox of ${each.key}"
  labels      = { owner = "platform" }

  grant {
    privileges = ["DatabaseAdmin"]
    database   = "sandbox_${each.key}"
  }
  grant {
    privileges = ["CollectionReadWrite"]
    database   = "sandbox_${each.key}"
    collection = "*"
  }
}
