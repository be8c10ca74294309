package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/graph"
	"github.com/rolecall/rolecall/compiler/query"
)

var graphFormats = []string{"svg", "dot", "mermaid"}

func graphCommand(w *world) *cobra.Command {
	var in askFlags
	var o graph.Options
	c := &cobra.Command{
		Use:   "graph [DIR] [--format svg|dot|mermaid]",
		Short: "draw who holds what: principals, roles, what they include and grant, scopes",
		Long: `Graph draws a policy, or what is deployed: principals, the roles that bindings give
them, what roles include and grant, and on which scopes. The SVG needs no other program
and is light or dark as its reader is; dot is for Graphviz, mermaid for Markdown.
A dashed line is a binding that has expired, or a grant under a condition.`,
		Example: `  rolecall graph --format svg > access.svg
  rolecall graph policies/milvus --target search.prod --principal alice --format mermaid
  rolecall graph --state deployed.json --role 'tenant_*' --format dot | dot -Tpdf > access.pdf`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", in.format, graphFormats); err != nil {
				return err
			}
			if err := in.positional(args); err != nil {
				return err
			}
			g, err := in.one(w, cmd)
			if err != nil {
				return err
			}
			return draw(w.stdout, g, o, in.format)
		},
	}
	in.addTo(c, graphFormats)
	f := c.Flags()
	f.StringVar(&o.Principal, "principal", "", "only principals whose name fits a pattern, and what they hold")
	f.StringVar(&o.Role, "role", "", "only roles whose name fits a pattern, what they give, and who holds them")
	return c
}

func draw(out io.Writer, g *query.Ground, o graph.Options, format string) error {
	drawn, err := graph.New(g, o)
	if err != nil {
		return usageError{err}
	}
	writers := map[string]func(io.Writer, *graph.Graph) error{"dot": graph.DOT, "mermaid": graph.Mermaid, "svg": graph.SVG}
	var b strings.Builder
	if err := writers[format](&b, drawn); err != nil {
		return err
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return fmt.Errorf("write graph: %w", err)
	}
	return nil
}
