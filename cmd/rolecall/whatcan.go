package main

import (
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

func whatCanCommand(w *world) *cobra.Command {
	var in askFlags
	c := &cobra.Command{
		Use:   "what-can PRINCIPAL",
		Short: "list all that somebody may do, by every row that gives it",
		Long: `What-can lists everything that a principal may do, row by row, what everyone holds
included. Principals other than users are named with their kind, as in group:NAME. One
that nothing names has what everyone has.`,
		Example: `  rolecall what-can alice
  rolecall what-can svc_search --state deployed.json --format json`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if args[0] == "" {
				return usagef("who is not said: give a principal")
			}
			return in.list(w, cmd, queryreport.WhatCanFormat, func(g *query.Ground) (queryreport.List, error) {
				if !g.Known(args[0]) {
					w.note("nothing in target %q names %q%s: it has what everyone has", g.Target.Name, args[0], didYouMean(args[0], g.Principals()))
				}
				return queryreport.WhatCan(g, args[0]), nil
			})
		},
	}
	in.addTo(c, listFormats)
	return c
}
