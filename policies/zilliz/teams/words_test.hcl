# What the tests of all teams call by one name. The policy does not see it.
locals {
  changes = ["CreateIndex", "CreatePartition", "Delete", "DropIndex", "DropPartition", "Insert", "Upsert"]
  owns    = ["AlterDatabase", "CreateCollection", "DropCollection"]
}

test "a stranger reaches nothing" {
  principal = "somebody"

  deny {
    privileges = ["FlushAll", "SelectOwnership", "SelectUser", "TransferNode"]
  }
  deny {
    privileges = concat(local.owns, ["DescribeDatabase"])
    database   = "*"
  }
  deny {
    privileges = concat(local.changes, ["Query", "Search", "ShowPartitions"])
    database   = "*"
    collection = "*"
  }
}
