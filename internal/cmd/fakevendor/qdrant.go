package main

import (
	"flag"
	"fmt"

	fake "github.com/rolecall/rolecall/internal/fakevendor/qdrant"
	"github.com/rolecall/rolecall/schema"
)

func qdrantFlags(f *flag.FlagSet) func(*schema.State) (server, string, error) {
	listen := f.String("listen", "127.0.0.1:6443", "where it answers gRPC")
	page := f.Int("page-size", 0, "how many entries of a list come at once; 0 for all, as from the vendor")
	return func(begin *schema.State) (server, string, error) {
		if begin != nil && begin.Target.Kind != "" && begin.Target.Kind != "qdrant" {
			return nil, "", fmt.Errorf("the state is one of target %q, not %q", begin.Target.Kind, "qdrant")
		}
		r, err := fake.Start(fake.Options{State: begin, PageSize: *page, Callers: map[string]fake.Caller{"try-me": {}}}, *listen)
		if err != nil {
			return nil, "", err
		}
		return r, fmt.Sprintf(`an account at qdrant://%s, with the management key try-me
try, in another terminal:
  export ROLECALL_TOKEN=try-me
  rolecall pull qdrant://%s -o state.json
  rolecall catalog --refresh qdrant://%s
`, r.Addr, r.Addr, r.Addr), nil
	}
}
