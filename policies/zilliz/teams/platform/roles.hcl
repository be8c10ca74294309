# The three levels share nothing. Each of these roles says what it needs at each.
role "operator" {
  description = "On call: resources of the cluster, the databases, a look at the data"
  labels      = { owner = "platform" }

  grant {
    privileges = ["ClusterReadWrite"]
  }
  grant {
    privileges = ["DatabaseReadOnly"]
    database   = ["chat", "kb"]
  }
  grant {
    privileges = ["CollectionReadOnly"]
    database   = ["chat", "kb"]
    collection = "*"
  }
}

role "reviewer" {
  description = "Access reviews: users and roles, frequent questions to try a search"
  labels      = { owner = "security" }

  grant {
    privileges = ["ClusterReadOnly"]
  }
  grant {
    privileges = ["DatabaseReadOnly"]
    database   = "kb"
  }
  grant {
    privileges = ["CollectionReadOnly"]
    database   = "kb"
    collection = "faq"
  }
}
