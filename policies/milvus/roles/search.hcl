role "searcher" {
  description = "Online search: reads the catalog"
  labels      = { owner = "search" }

  grant {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "products_v2", "reviews"]
  }
}

# The role was called reader once, and still is on the server. Without this block
# the diff would show one role dropped and another created.
moved {
  from = role.reader
  to   = role.searcher
}
