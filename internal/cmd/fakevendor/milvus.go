package main

import (
	"flag"
	"fmt"
	"strings"

	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/milvus"
	"github.com/rolecall/rolecall/schema/target/zilliz"
)

func milvusFlags(f *flag.FlagSet) func(*schema.State) (server, string, error) {
	grpc := f.String("listen", "127.0.0.1:19530", "where it answers gRPC")
	rest := f.String("rest", "127.0.0.1:19531", "where it answers REST")
	version := f.String("version", "", "what it calls itself, as in 2.6.19; without it that of the state, else the newest")
	roles := f.Int("max-roles", 64, "how many roles it may hold, admin and public among them; a server that nobody configured has 10")
	superusers := f.String("superusers", "", "who may give others another password without the old one, as in root,ops (common.security.superUsers); a server that nobody configured has none")
	return func(begin *schema.State) (server, string, error) {
		o := fake.Options{Target: milvus.Target, Version: *version, State: begin, Limits: map[string]int{"roles": *roles}}
		if *superusers != "" {
			o.Superusers = strings.Split(*superusers, ",")
		}
		r, err := start(o, *grpc, *rest)
		if err != nil {
			return nil, "", err
		}
		named := ""
		if begin != nil && begin.Target.Name != "" {
			named = " --target " + begin.Target.Name
		}
		return r, fmt.Sprintf(`gRPC at milvus://%s, REST at milvus+http://%s, as root:Milvus
try, in another terminal:
  export ROLECALL_TOKEN=root:Milvus
  rolecall pull milvus://%s -o state.json
  rolecall plan policies%s --state milvus://%s -o plan.json
  rolecall apply plan.json --address milvus://%s
`, r.GRPCAddr, r.RESTAddr, r.GRPCAddr, named, r.GRPCAddr, r.GRPCAddr), nil
	}
}

func zillizFlags(f *flag.FlagSet) func(*schema.State) (server, string, error) {
	rest := f.String("rest", "127.0.0.1:19531", "where it answers, as a cluster and as the control plane")
	project := f.String("project", "", "the project that the state speaks of; its ID is proj-1")
	return func(begin *schema.State) (server, string, error) {
		o := fake.Options{Target: zilliz.Target, State: begin, Keys: []string{"try-me"}}
		options := ""
		if *project != "" {
			o.Projects = map[string]string{"proj-1": *project}
			options = "?project=" + *project + ":proj-1&control_plane=http://" + *rest
		}
		r, err := start(o, "", *rest)
		if err != nil {
			return nil, "", err
		}
		at := "'zilliz://" + r.RESTAddr + strings.ReplaceAll(options, *rest, r.RESTAddr) + "'"
		return r, fmt.Sprintf(`a cluster at zilliz://%s, with the API key try-me
try, in another terminal:
  export ROLECALL_TOKEN=try-me
  rolecall pull %s -o state.json
`, r.RESTAddr, at), nil
	}
}

// start starts a server of a version that the target knows.
func start(o fake.Options, grpc, rest string) (*fake.Running, error) {
	if o.Version == "" && o.State != nil {
		o.Version = o.State.Target.Version
	}
	if err := known(o.Target, o.Version); err != nil {
		return nil, err
	}
	if o.State != nil && o.State.Target.Kind != "" && o.State.Target.Kind != o.Target.Kind {
		return nil, fmt.Errorf("the state is one of target %q, not %q", o.State.Target.Kind, o.Target.Kind)
	}
	return fake.Start(o, grpc, rest)
}

func known(t *target.Target, version string) error {
	if _, ok := t.Catalog(version); !ok {
		return fmt.Errorf("there is no version %q of %s: %s are known", version, t.Title, strings.Join(t.Versions, ", "))
	}
	return nil
}
