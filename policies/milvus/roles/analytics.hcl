role "analyst" {
  description = "Analytics: query logs at any time, the catalog in office hours"
  labels      = { owner = "analytics" }

  grant {
    privileges = ["CollectionReadOnly"]
    database   = "analytics"
    collection = ["clicks", "queries"]
  }

  grant {
    privileges = [privilege_group.reader]
    database   = "catalog"
    collection = ["products", "reviews"]
    condition  = condition.office_hours
  }
}
