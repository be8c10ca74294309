test "on call looks at the data and moves what serves" {
  for_each  = toset(["carol", "dave"])
  principal = each.key

  allow {
    privileges = ["ClusterReadWrite"]
  }
  allow {
    privileges = ["DatabaseReadOnly"]
    database   = ["chat", "kb"]
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = ["chat", "kb"]
    collection = "*"
  }
  deny {
    privileges = ["BackupRBAC", "CreateOwnership", "DropDatabase", "ManageOwnership"]
  }
  deny {
    privileges = concat(local.changes, local.owns)
    database   = ["chat", "kb"]
    collection = "*"
  }
  deny {
    privileges = ["DescribeDatabase", "Search"]
    database   = "archive"
    collection = "letters"
  }
}

test "reviewers see who holds what, and try a search" {
  for_each = {
    erin          = "2026-11-20T10:00:00Z"
    guest_auditor = "2029-06-30T17:59:59Z"
  }
  principal  = each.key
  attributes = { request = { time = each.value } }

  allow {
    privileges = ["ClusterReadOnly"]
  }
  allow {
    privileges = ["DatabaseReadOnly"]
    database   = "kb"
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "faq"
  }
  deny {
    privileges = ["FlushAll", "TransferNode"]
  }
  deny {
    privileges = local.owns
    database   = "kb"
  }
  deny {
    privileges = local.changes
    database   = "kb"
    collection = "faq"
  }
  deny {
    privileges = ["Search"]
    database   = "kb"
    collection = ["articles", "drafts"]
  }
  deny {
    privileges = ["DescribeDatabase", "Search"]
    database   = ["archive", "chat"]
    collection = "transcripts"
  }
}

test "a visit ends" {
  principal  = "guest_auditor"
  attributes = { request = { time = "2029-06-30T18:00:00Z" } }

  deny {
    privileges = ["Search"]
    database   = "kb"
    collection = "faq"
    reason     = "expired at 2029-06-30T18:00:00Z"
  }
}

# The vendor does not publish what its project roles may do on a cluster, so the
# table gives them nothing there.
test "project roles are no cluster roles" {
  for_each   = toset(["carol@example.com", "erin@example.com"])
  principal  = each.key
  attributes = { resource = { project = "assistant" } }

  deny {
    privileges = ["Search"]
    database   = "*"
    collection = "*"
  }
}
