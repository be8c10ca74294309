role "searcher" {
  description = "Online search: reads the catalog"
  labels      = { owner = "search" }

  grant {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "products_v2", "reviews"]
  }
}

# The role was called reader until 2.6. Without this block the diff would show a
# role dropped and another created, and its holders losing access in between.
moved {
  from = role.reader
  to   = role.searcher
}
