# rolecall:ignore RC204 reason="an account has exactly one owner"
binding "owner" {
  roles = ["Owner"]
  users = ["grace@example.com"]
}

binding "platform" {
  roles = [role.cluster_operator, role.on_call]
  users = ["carol@example.com", "dave@example.com"]
}

binding "backups" {
  roles = [role.backup_operator]
  users = ["dave@example.com"]
}

binding "data" {
  roles = [role.data_engineer]
  users = ["alice@example.com"]
}

binding "analytics" {
  roles = [role.analyst]
  users = ["bob@example.com", "frank@example.com"]
}

binding "finance" {
  roles = [role.billing]
  users = ["grace@example.com"]
}

binding "security" {
  roles = [role.auditor, role.offboarding]
  users = ["erin@example.com"]
}
