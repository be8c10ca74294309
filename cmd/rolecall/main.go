// Command rolecall compiles and checks access policies for vector databases.
// This is the only room that reads flags, files and the environment, that
// prints and that exits; what it prints is made elsewhere.
package main

import (
	"os"
	"runtime/debug"
)

// gcPercent is how far the heap grows before it is cleared. A run is short and
// allocates much at once: collecting garbage less often is a fifth of its time.
const gcPercent = 400

func main() {
	// GOGC still has the last word.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	os.Exit(run(os.Args[1:], &world{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, environ: os.Environ()}))
}
