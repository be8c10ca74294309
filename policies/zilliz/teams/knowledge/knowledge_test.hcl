test "the team reads the whole knowledge base" {
  for_each  = toset(["alice", "bob"])
  principal = each.key

  allow {
    privileges = ["DatabaseReadOnly"]
    database   = "kb"
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "*"
    role       = role.kb_reader
  }
  deny {
    privileges = concat(local.changes, local.owns)
    database   = "kb"
    collection = "*"
  }
  deny {
    privileges = ["DescribeDatabase", "Search"]
    database   = ["chat", "archive"]
    collection = "transcripts"
  }
}

test "ingestion writes articles and frequent questions" {
  for_each  = toset(["svc_crawler", "svc_ticket_sync"])
  principal = each.key

  allow {
    privileges = ["CollectionReadWrite"]
    database   = "kb"
    collection = ["articles", "faq"]
    role       = role.kb_editor
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "*"
  }
  allow {
    privileges = ["DescribeDatabase"]
    database   = "kb"
  }
  deny {
    privileges = local.changes
    database   = "kb"
    collection = "tickets"
  }
  deny {
    privileges = concat(local.owns, ["CreateAlias", "DropAlias"])
    database   = "kb"
    collection = ["articles", "faq"]
  }
  deny {
    privileges = ["Search"]
    database   = "chat"
    collection = "transcripts"
  }
}

test "migrations own the collections of the knowledge base" {
  principal = "svc_migrations"

  allow {
    privileges = ["DatabaseAdmin"]
    database   = "kb"
  }
  allow {
    privileges = ["CollectionReadWrite"]
    database   = "kb"
    collection = "*"
  }
  deny {
    privileges = ["CreateAlias", "DropAlias"]
    database   = "kb"
    collection = "*"
  }
  deny {
    privileges = ["CreateCollection", "Insert", "Search"]
    database   = ["archive", "chat"]
    collection = "transcripts"
  }
}
