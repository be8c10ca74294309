# Milvus cannot evaluate conditions. Grants with one are not deployed: they are
# in the compiled table, and the services that sit before Milvus decide by them.

attribute "principal" "tenant" {
  type        = string
  description = "The customer an application acts for"
}

attribute "principal" "teams" {
  type        = list(string)
  description = "The caller's teams, from the identity provider"
}

attribute "request" "incident" {
  type        = string
  description = "The number of an open incident, empty without one"
}

condition "office_hours" {
  description = "Weekdays, eight to eighteen in Berlin"
  expression  = <<-EOT
    request.time.getDayOfWeek('Europe/Berlin') in [1, 2, 3, 4, 5] &&
    request.time.getHours('Europe/Berlin') >= 8 &&
    request.time.getHours('Europe/Berlin') < 18
  EOT
}

condition "own_tenant" {
  description = "The caller acts for the customer whose documents these are"
  expression  = "resource.collection == 'docs_' + principal.tenant"
}

condition "ci_network" {
  description = "From the build network"
  expression  = "cidr('10.20.0.0/16').containsIP(request.ip)"
}

condition "open_incident" {
  description = "During an incident, by someone on the operations team"
  expression  = "request.incident != '' && 'operations' in principal.teams"
}
