binding "operations" {
  roles = [role.operator]
  users = ["carol", "dave"]
}

binding "reviews" {
  roles = [role.reviewer]
  users = ["erin"]
}

# The control plane is another system: its roles are the vendor's, and they reach
# the project's clusters besides what cluster roles give.
binding "project_admins" {
  project = local.project
  roles   = ["Project Admin"]
  users   = ["carol@example.com"]
}

binding "project_viewers" {
  project = local.project
  roles   = ["Project Read-Only"]
  users   = ["erin@example.com"]
}

# An outside auditor, for the length of a review. The day is far away so that
# this example does not age.
binding "audit_visit" {
  roles   = [role.reviewer]
  users   = ["guest_auditor"]
  expires = "2029-06-30T18:00:00Z"
}
