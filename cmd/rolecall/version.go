package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/internal/release"
)

// stamped is the version that a release build sets with -ldflags "-X main.stamped=v1.2.3".
var stamped string

func versionCommand(w *world) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "version [--format json]",
		Short:   "print which build this is",
		Example: "  rolecall version\n  rolecall version --format json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			b := readBuild()
			if format == "json" {
				return printJSON(w.stdout, b)
			}
			_, err := fmt.Fprintln(w.stdout, b)
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// build says which build this is. What the build did not record is empty.
type build struct {
	Format   string `json:"format"`
	Name     string `json:"name"`
	Version  string `json:"version"`
	Commit   string `json:"commit"`
	Modified bool   `json:"modified"` // there were changes that are not in the commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func readBuild() build {
	b := build{
		Format: "rolecall.version/v1", Name: "rolecall", Version: version(),
		Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Commit = s.Value
		case "vcs.modified":
			b.Modified = s.Value == "true"
		}
	}
	return b
}

func (b build) String() string {
	s := b.Name + " " + b.Version
	if b.Commit != "" {
		s += " (" + b.Commit[:min(len(b.Commit), 12)]
		if b.Modified {
			s += ", modified"
		}
		s += ")"
	}
	return s + " " + b.Go + " " + b.Platform
}

// version is that of this build.
func version() string { return release.Version(stamped) }
