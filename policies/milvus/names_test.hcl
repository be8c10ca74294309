# Words that the tests of this directory share. The policy does not see them.
locals {
  catalog = ["products", "products_v2", "reviews"]

  # A moment in office hours, and who acts for which customer.
  friday       = "2026-11-20T10:00:00Z"
  tenant_users = merge([for tenant, t in local.tenants : { for user in t.users : user => tenant }]...)

  # What reading does not take, and what everyone has out of the box is not in it.
  changes = ["CreateIndex", "CreatePartition", "Delete", "DropIndex", "DropPartition", "Insert", "Upsert"]
  owns    = ["AlterDatabase", "CreateCollection", "DropCollection"]
  rules   = ["BackupRBAC", "CreateOwnership", "DropDatabase", "ManageOwnership", "RestoreRBAC"]
}
