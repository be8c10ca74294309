package main

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
)

//go:embed starter
var starter embed.FS

func initCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "write a first policy to start from",
		Long: `Init writes a small policy with comments and a rolecall.toml into a directory,
which it makes where there is none. Where one of the files exists it writes nothing.`,
		Example: "  rolecall init\n  rolecall init policies && rolecall lint policies",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			return w.writeStarter(dir)
		},
	}
}

// writeStarter writes the starter policy, all of it or nothing.
func (w *world) writeStarter(dir string) error {
	entries, err := starter.ReadDir("starter")
	if err != nil {
		panic(fmt.Sprintf("init: the starter policy is not embedded: %v", err))
	}
	var files fileSet
	var names strings.Builder
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		if _, err := os.Lstat(w.path(name)); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("write a first policy to %q: %q exists, and nothing is overwritten", dir, name)
		}
		data, err := starter.ReadFile("starter/" + e.Name())
		if err != nil {
			panic(fmt.Sprintf("init: the starter policy is not embedded: %v", err))
		}
		files.add(w.path(name), data)
		fmt.Fprintln(&names, report.Escape(name))
	}
	if err := files.write(); err != nil {
		return err
	}
	_, err = fmt.Fprint(w.stdout, names.String())
	return err
}
