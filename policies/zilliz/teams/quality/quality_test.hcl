test "the evaluation reads transcripts and the knowledge base" {
  principal = "svc_eval"

  allow {
    privileges = ["CollectionReadOnly"]
    database   = "chat"
    collection = "transcripts"
    role       = role.evaluator
  }
  allow {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "*"
    role       = role.kb_reader
  }
  allow {
    privileges = ["DescribeDatabase"]
    database   = "kb"
  }
  deny {
    privileges = local.changes
    database   = ["chat", "kb"]
    collection = "*"
  }
  deny {
    privileges = ["Search"]
    database   = "chat"
    collection = ["memories", "ratings"]
  }
  deny {
    privileges = ["FlushAll", "SelectUser"]
  }
}
