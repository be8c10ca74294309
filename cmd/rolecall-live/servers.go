package main

import (
	"maps"
	"slices"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/milvus"
	"github.com/rolecall/rolecall/diff/live/qdrant"
	"github.com/rolecall/rolecall/diff/live/zilliz"
)

// server is how the servers of one scheme are reached.
type server struct {
	dial live.Dialer
	// token and account are the variables of the vendor's own tools, read where
	// nothing else gives any.
	token, account []string
}

// servers are by scheme. The names of variables are those of the vendors' command
// lines and Terraform providers.
var servers = map[string]server{
	"milvus":       {dial: milvus.Dial, token: []string{"MILVUS_TOKEN"}},
	"milvus+https": {dial: milvus.DialREST, token: []string{"MILVUS_TOKEN"}},
	"milvus+http":  {dial: milvus.DialREST, token: []string{"MILVUS_TOKEN"}},
	"zilliz":       {dial: zilliz.Dial, token: []string{"ZILLIZ_API_KEY", "ZILLIZCLOUD_API_KEY"}},
	"qdrant":       {dial: qdrant.Dial, token: []string{"QDRANT_CLOUD_API_KEY"}, account: []string{"QDRANT_CLOUD_ACCOUNT_ID"}},
}

// schemes lists what addresses begin with.
func schemes() []string {
	names := slices.Sorted(maps.Keys(servers))
	for i := range names {
		names[i] += "://"
	}
	return names
}

// complete adds to credentials what they lack and the environment has.
func (s server) complete(who live.Credentials, env func(string) string) live.Credentials {
	fill := func(value *string, names []string) {
		for _, name := range names {
			if *value == "" {
				*value = env(name)
			}
		}
	}
	fill(&who.Token, s.token)
	fill(&who.Account, s.account)
	return who
}
