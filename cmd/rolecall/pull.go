package main

import (
	"bytes"
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func pullCommand(w *world) *cobra.Command {
	var out, name string
	c := &cobra.Command{
		Use:   "pull URL -o state.json",
		Short: "read what is deployed on a server (by rolecall-live)",
		Long: `Pull reads every role, privilege group, grant, user and membership of a server that
is running and writes them as a state file: complete, sorted, without any secret, the
same bytes for the same server. What the credentials may not see is left out of what
the file covers, and why is told; who may read nothing is refused.

A URL is milvus://HOST:PORT (gRPC), milvus+https://HOST or zilliz://CLUSTER-ENDPOINT
(REST), or qdrant:// (Qdrant Cloud). Credentials never stand in it: they come from
ROLECALL_TOKEN, an API key or user:password, or from a helper that your own
configuration names. See docs/apply.md.`,
		Example: `  ROLECALL_TOKEN=root:… rolecall pull milvus://localhost:19530 -o state.json
  rolecall pull zilliz://in01-0123456789abcde.aws-us-west-2.vectordb.zillizcloud.com -o state.json --target prod
  rolecall pull qdrant:// -o - | rolecall diff --state -`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return w.pullTo(args[0], out, name) },
	}
	f := c.Flags()
	f.StringVarP(&out, "out", "o", "-", "the file to write the state to; - is stdout")
	f.StringVar(&name, "target", "", "the target whose server it is: the state names it, so that no command need be told")
	return c
}

// pullTo reads a server's state and writes it to a file, which is there whole or not at all.
func (w *world) pullTo(url, out, name string) error {
	s, err := w.pullFrom(context.Background(), url)
	if err != nil {
		return err
	}
	if len(s.Covers) == 0 {
		return fmt.Errorf("read state of %q: these credentials may read nothing of it, so there is no state to write: show those of an account that may (see docs/apply.md)", url)
	}
	if name != "" {
		s.Target.Name = name
	}
	var b bytes.Buffer
	if err := s.Write(&b); err != nil {
		return fmt.Errorf("write state: %w", err)
	}
	if out == "-" {
		if _, err := w.stdout.Write(b.Bytes()); err != nil {
			return fmt.Errorf("write state: %w", cause(err))
		}
		return nil
	}
	var files fileSet
	files.add(w.path(out), b.Bytes())
	return files.write()
}
