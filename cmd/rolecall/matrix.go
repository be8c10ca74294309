package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/query"
	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

// matrixFlags are the flags of matrix besides those of every command that asks about access.
type matrixFlags struct {
	askFlags
	by, columns, only, scope, privilege string
}

var (
	matrixFormats = []string{"text", "markdown", "csv", "json"}
	matrixRows    = []string{"role", "principal"}
	matrixColumns = []string{"scope", "privilege"}
)

func matrixCommand(w *world) *cobra.Command {
	var in matrixFlags
	c := &cobra.Command{
		Use:   "matrix [DIR]",
		Short: "show who has what at a glance: roles or principals by scopes or privileges",
		Long: `Matrix is a table of roles, or of principals with all their roles, by scopes: each
cell says what is held there, by the risk of the privileges. In a column of a scope
counts whatever covers all of it. With --columns privilege the columns are privileges,
and cells say how far each goes. What does not fit a terminal is left out, and said to be;
csv and json have all of it.`,
		Example: `  rolecall matrix
  rolecall matrix --by principal --scope catalog
  rolecall matrix --columns privilege --only 'svc_*' --by principal --format markdown`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c, matrixFormats)
	f := c.Flags()
	f.StringVar(&in.by, "by", "role", "what rows are: role or principal")
	f.StringVar(&in.columns, "columns", "scope", "what columns are: scope or privilege")
	f.StringVar(&in.only, "only", "", "only rows whose name fits a pattern, as in 'svc_*'")
	f.StringVar(&in.scope, "scope", "", "only what holds in a scope: DATABASE or DATABASE.COLLECTION")
	f.StringVar(&in.privilege, "privilege", "", "only a privilege, or those of a group")
	return c
}

func (in *matrixFlags) run(w *world, cmd *cobra.Command, args []string) error {
	for _, check := range []error{oneOf("format", in.format, matrixFormats), oneOf("by", in.by, matrixRows), oneOf("columns", in.columns, matrixColumns)} {
		if check != nil {
			return check
		}
	}
	colour, err := w.colours(cmd)
	if err != nil {
		return err
	}
	if err := in.positional(args); err != nil {
		return err
	}
	grounds, err := in.grounds(w, cmd)
	if err != nil {
		return err
	}
	all, err := askEach(w, grounds, in.matrix)
	if err != nil {
		return err
	}
	switch in.format {
	case "text":
		err = queryreport.MatrixText(w.stdout, all, w.width(w.stdout), colour)
	case "markdown":
		err = queryreport.MatrixMarkdown(w.stdout, all)
	case "csv":
		err = queryreport.MatrixCSV(w.stdout, all)
	case "json":
		err = queryreport.MatrixJSON(w.stdout, all)
	}
	if err != nil {
		return fmt.Errorf("write matrix: %w", err)
	}
	return nil
}

func (in *matrixFlags) matrix(g *query.Ground) (queryreport.MatrixOf, error) {
	o := query.MatrixOptions{Principals: in.by == "principal", ByPrivilege: in.columns == "privilege", Names: in.only}
	if in.scope != "" || in.privilege != "" {
		database, collection := cutScope(strings.Fields(in.scope), 0)
		asked := query.Asked{Database: bundle.Any, Collection: bundle.Any}
		var err error
		if in.privilege != "" {
			asked, err = g.Ask(in.privilege, database, collection)
		} else {
			asked, err = g.AskScope(database, collection)
		}
		if err != nil {
			return queryreport.MatrixOf{}, err
		}
		o.Asked = &asked
	}
	m, err := g.Matrix(o)
	return queryreport.MatrixOf{Ground: g, Matrix: m}, err
}
