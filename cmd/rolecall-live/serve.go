package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"

	"github.com/rolecall/rolecall/internal/pdp"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// serve runs the decision point whose configuration comes on stdin, until it is told
// to end or stdin does, with whoever started it.
func serve(in io.Reader) int {
	var c setup.Config
	if err := json.NewDecoder(in).Decode(&c); err != nil {
		fmt.Fprintf(os.Stderr, "rolecall-live: read configuration: %v\n", err)
		return 1
	}
	// The heap of a small bundle would be collected every few milliseconds, and calls
	// wait for it. Memory that nobody writes to takes no room, and puts that off.
	ballast := make([]byte, 64<<20)
	defer runtime.KeepAlive(ballast)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, in)
		stop()
	}()
	started := func(address string) { fmt.Fprintf(os.Stderr, "rolecall: listens on %s\n", address) }
	if err := pdp.Run(ctx, c, os.Stdout, os.Stderr, started); err != nil {
		fmt.Fprintf(os.Stderr, "rolecall: %v\n", err)
		return 1
	}
	return 0
}
