// Package rest talks to servers by version 2 of the REST interface of Milvus,
// which clusters of Zilliz Cloud speak as well. What operations there are the
// vendor's table of calls says; one that the interface lacks is refused before
// anything is sent.
package rest
