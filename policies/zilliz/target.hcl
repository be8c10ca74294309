# A help-desk assistant on one dedicated cluster of Zilliz Cloud. Roles are made
# of the nine built-in groups: single privileges and groups of one's own have to
# be enabled by support first.
target "zilliz" "assistant" {
  plan = "dedicated"

  database "kb" {
    collections = ["articles", "faq", "tickets"]
  }
  database "chat" {
    collections = ["memories", "transcripts"]
  }
}

locals {
  project = "assistant"
}
