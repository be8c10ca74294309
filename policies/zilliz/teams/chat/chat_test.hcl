test "the assistant reads the knowledge base and remembers" {
  for_each  = toset(["svc_assistant", "svc_assistant_eu"])
  principal = each.key

  allow {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = ["articles", "faq"]
  }
  allow {
    privileges = ["CollectionReadWrite"]
    database   = "chat"
    collection = ["memories", "transcripts"]
    role       = role.assistant
  }
  deny {
    privileges = local.changes
    database   = "kb"
    collection = ["articles", "faq"]
  }
  deny {
    privileges = ["Search"]
    database   = "kb"
    collection = ["drafts", "tickets"]
  }
  deny {
    privileges = ["Insert", "Search"]
    database   = "chat"
    collection = "ratings"
  }
  deny {
    privileges = ["CreateAlias", "DropAlias"]
    database   = "chat"
    collection = ["memories", "transcripts"]
  }
  deny {
    privileges = concat(local.owns, ["DescribeDatabase"])
    database   = ["chat", "kb"]
  }
}
