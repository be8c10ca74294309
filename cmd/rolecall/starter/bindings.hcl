# Who may do it. Users are named, not created: a user block declares one that
# rolecall creates.
binding "search" {
  roles = [role.reader]
  users = ["svc_search"]
}

binding "ingest" {
  roles = [role.writer]
  users = ["svc_ingest"]
}
