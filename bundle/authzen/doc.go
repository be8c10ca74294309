// Package authzen answers the OpenID AuthZEN Authorization API 1.0 from a bundle:
// evaluation, evaluations, the three searches and the metadata, as an
// [http.Handler] for a service of one's own; `rolecall serve` is one.
//
// What the API leaves open is filled in like this. A subject of type "user" is the
// principal of that id; "group", "service_account", "api_key" and "token" are the
// principals that tables write as "group:ID" and so on. An action's name is a
// privilege. A resource of type "collection" is "DATABASE.COLLECTION", split at the
// first dot, one of type "database" is "DATABASE", and one of type "cluster" or
// "account" is the whole target whatever its id. Properties of a subject and of a
// resource are the attributes principal.* and resource.* of conditions; those of an
// action and the context are request.*. The time is the server's: a context that
// names one does not change it.
package authzen
