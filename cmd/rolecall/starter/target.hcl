# The server that this policy is for. What its version knows is printed by
# rolecall catalog milvus 3.0.
target "milvus" "main" {
  version = "3.0"

  # The databases and collections there are. It may be left out; with it,
  # misspelt names in grants are found.
  database "default" {
    collections = ["documents"]
  }
}
