// Command rolecall-live talks to servers for rolecall, which starts it where one
// is to be read or changed and nowhere else: the vendors' SDKs take longer to start
// than most of what rolecall does. What is asked comes on stdin, what is answered
// goes to stdout; see diff/live/pipe.
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"

	"golang.org/x/term"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/pipe"
	"github.com/rolecall/rolecall/internal/release"
)

// stamped is the version that a release build sets with -ldflags "-X main.stamped=v1.2.3".
var stamped string

// gcPercent is how far the heap grows before it is cleared: it waits for servers
// more than for memory, and rolecall holds what it reads as well.
const gcPercent = 50

const usage = `rolecall-live talks to servers for rolecall, which starts it by itself:
'rolecall pull --help', 'rolecall apply --help', 'rolecall rotate --help'.
It belongs beside rolecall, or on PATH, and is of the same version.

Usage:
  rolecall-live version   print which version this is
`

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	switch {
	case len(args) == 1 && args[0] == "version":
		fmt.Println("rolecall-live", release.Version(stamped))
		return 0
	case len(args) == 1 && args[0] == "serve":
		return serve(os.Stdin)
	case len(args) == 1 && args[0] == "registry":
		return registry(os.Stdin, os.Stdout)
	case len(args) > 0 || term.IsTerminal(int(os.Stdin.Fd())):
		fmt.Fprint(os.Stderr, usage)
		return 1
	}
	// Who interrupts means rolecall, which gets the signal too and decides; when it
	// is gone, so is stdin, and with that whatever is in hand.
	signal.Ignore(os.Interrupt)
	log.SetOutput(io.Discard) // the SDKs' own lines; what goes wrong is answered
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if err := pipe.Serve(context.Background(), os.Stdin, os.Stdout, release.Version(stamped), dial); err != nil {
		fmt.Fprintf(os.Stderr, "rolecall-live: %v\n", err)
		return 1
	}
	return 0
}

// dial connects to the server of an address, and fills in what the vendor's own
// tools would take from the environment.
func dial(ctx context.Context, at live.Address, who live.Credentials) (live.Client, error) {
	s, ok := servers[at.Scheme]
	if !ok {
		return nil, fmt.Errorf("no server is reached by %s://, only by %s", at.Scheme, strings.Join(schemes(), ", "))
	}
	return s.dial(ctx, at, s.complete(who, os.Getenv))
}
