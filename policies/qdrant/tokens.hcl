# What applications may reach inside a cluster. These are the claims; the tokens
# are signed elsewhere, with the cluster's key. The days are far away so that this
# example does not age.
token "search_api" {
  expires = "2029-01-31"

  access {
    collection = "products"
    access     = "r"
  }
  access {
    collection = "reviews"
    access     = "r"
  }
}

token "indexer" {
  expires = "2029-01-31"

  access {
    collection = "products"
    access     = "rw"
  }
  access {
    collection = "reviews"
    access     = "rw"
  }
}

token "metrics" {
  expires = "2029-01-31"

  access {
    access = "r"
  }
}
