# An account of Qdrant Cloud. A permission holds for the whole account, every
# cluster of it; who may reach which collection is said by database tokens.
target "qdrant" "account" {
}

locals {
  # Looking at the account: enough to find one's way in the console.
  console = ["read:account", "read:clusters"]
}
