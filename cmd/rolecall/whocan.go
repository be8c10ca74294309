package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

var listFormats = []string{"text", "json", "csv"}

func whoCanCommand(w *world) *cobra.Command {
	var in askFlags
	c := &cobra.Command{
		Use:   "who-can PRIVILEGE [SCOPE]",
		Short: "list everyone who may do something, by every row that gives it",
		Long: `Who-can lists who has a privilege, or some of a group's, by every row that gives it:
every principal that is bound, declared or deployed, with what everyone holds.
SCOPE is DATABASE or DATABASE.COLLECTION; * or nothing is any. A row under a condition
is listed with it. What reaches the same by way of another database, and what rows do
not show, is listed besides.`,
		Example: `  rolecall who-can Insert catalog.products
  rolecall who-can DropCollection tenants --state deployed.json
  rolecall who-can CollectionAdmin --bundle bundle.json --format csv > holders.csv`,
		Args: cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "" {
				return usagef("what is not said: give a privilege")
			}
			return in.list(w, cmd, queryreport.WhoCanFormat, func(g *query.Ground) (queryreport.List, error) {
				database, collection := cutScope(args, 1)
				asked, err := g.Ask(args[0], database, collection)
				return queryreport.WhoCan(g, asked), err
			})
		},
	}
	in.addTo(c, listFormats)
	return c
}

// list asks each target and writes the answers as they come.
func (in *askFlags) list(w *world, cmd *cobra.Command, document string, ask func(*query.Ground) (queryreport.List, error)) error {
	if err := oneOf("format", in.format, listFormats); err != nil {
		return err
	}
	colour, err := w.colours(cmd)
	if err != nil {
		return err
	}
	grounds, err := in.grounds(w, cmd)
	if err != nil {
		return err
	}
	lists, err := askEach(w, grounds, ask)
	if err != nil {
		return err
	}
	r := &queryreport.Report{Format: document, Lists: lists, Color: colour}
	switch in.format {
	case "text":
		err = queryreport.Text(w.stdout, r)
	case "json":
		err = queryreport.JSON(w.stdout, r)
	case "csv":
		err = queryreport.CSV(w.stdout, r)
	}
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	return nil
}
