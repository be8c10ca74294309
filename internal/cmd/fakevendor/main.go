// Command fakevendor runs a vendor's server in memory, to try pull, plan and apply
// against by hand:
//
//	go run ./internal/cmd/fakevendor milvus --state policies/milvus/state.prod.json
//
// It listens on this machine alone unless told otherwise, knows the credentials it
// prints, and forgets everything when it is interrupted, but for what --save
// writes. It is for trying things out: what it holds guards nothing.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/rolecall/rolecall/schema"
)

// server is a server that answers.
type server interface {
	State() *schema.State
	Shutdown(ctx context.Context) error
}

// vendors gives for each name what reads the flags after it, and starts a server:
// what it prints says where it is and how to try it.
var vendors = map[string]func(f *flag.FlagSet) func(begin *schema.State) (server, string, error){
	"milvus": milvusFlags,
	"qdrant": qdrantFlags,
	"zilliz": zillizFlags,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "fakevendor:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	names := strings.Join(slices.Sorted(maps.Keys(vendors)), ", ")
	if len(args) == 0 || vendors[args[0]] == nil {
		return fmt.Errorf("name a vendor first, one of %s", names)
	}
	f := flag.NewFlagSet(args[0], flag.ContinueOnError)
	f.SetOutput(out)
	from := f.String("state", "", "the state file that it begins with")
	save := f.String("save", "", "the file that its state is written to when it stops")
	start := vendors[args[0]](f)
	if err := f.Parse(args[1:]); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil
		}
		return err
	}
	if f.NArg() > 0 {
		return fmt.Errorf("argument %q is too much: flags alone follow the vendor", f.Arg(0))
	}
	begin, err := readState(*from)
	if err != nil {
		return err
	}
	s, how, err := start(begin)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%sinterrupt to stop\n", how)
	<-ctx.Done()
	late, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err = s.Shutdown(late)
	if errors.Is(err, context.DeadlineExceeded) {
		err = nil // who still hangs on is let go
	}
	return errors.Join(err, writeState(*save, s.State()))
}

// readState reads a state file; nil for no file.
func readState(path string) (*schema.State, error) {
	if path == "" {
		return nil, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, err := schema.DecodeState(data)
	if err != nil {
		return nil, fmt.Errorf("read state %q: %w", path, err)
	}
	return s, nil
}

func writeState(path string, s *schema.State) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(s.Write(f), f.Close())
}
