binding "kb_ingestion" {
  roles = [role.kb_editor]
  users = ["svc_crawler", "svc_ticket_sync"]
}

binding "kb_migrations" {
  roles = [role.kb_owner]
  users = ["svc_migrations"]
}

binding "kb_team" {
  roles = [role.kb_reader]
  users = ["alice", "bob"]
}
