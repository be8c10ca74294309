role "assistant" {
  description = "The assistant: answers from the knowledge base, remembers conversations"
  labels      = { owner = "chat" }

  grant {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = ["articles", "faq"]
  }
  grant {
    privileges = ["CollectionReadWrite"]
    database   = "chat"
    collection = ["memories", "transcripts"]
  }
}
