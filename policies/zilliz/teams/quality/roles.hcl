role "evaluator" {
  description = "Nightly evaluation: reads transcripts, so that answers can be graded"
  labels      = { owner = "quality" }

  grant {
    privileges = ["CollectionReadOnly"]
    database   = "chat"
    collection = "transcripts"
  }
}
