package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/query"
	queryreport "github.com/rolecall/rolecall/compiler/query/report"
)

// canFlags are the flags of can besides those of every command that asks about access.
type canFlags struct {
	askFlags
	attributes []string
	exitCode   bool
}

var canFormats = []string{"text", "json"}

func canCommand(w *world) *cobra.Command {
	var in canFlags
	c := &cobra.Command{
		Use:   "can PRINCIPAL PRIVILEGE [SCOPE]",
		Short: "tell whether somebody may do something, why, or what would allow it",
		Long: `Can answers whether a principal may use a privilege, or all of a group's, and says
how: the binding, the role, what it includes, the group and the grant, each with its
place. On a no it says what comes close, and the smallest changes that would make it
a yes, those first that open least besides. SCOPE is DATABASE or
DATABASE.COLLECTION; * or nothing is any: then some is enough.

A condition is judged by --now and by what --attr says of the request; where it
reads more than that, the answer is "if".`,
		Example: `  rolecall can alice Search catalog.products
  rolecall can svc_acme Insert tenants.docs_acme --attr principal.tenant=acme
  rolecall can alice CollectionReadOnly catalog --state deployed.json --exit-code`,
		Args: cobra.RangeArgs(2, 3),
		RunE: func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args) },
	}
	in.addTo(c, canFormats)
	c.Flags().StringArrayVar(&in.attributes, "attr", nil, "say something of the request, as in --attr principal.tenant=acme; repeatable")
	c.Flags().BoolVar(&in.exitCode, "exit-code", false, "exit with 2 unless the answer is yes")
	return c
}

func (in *canFlags) run(w *world, cmd *cobra.Command, args []string) error {
	if err := oneOf("format", in.format, canFormats); err != nil {
		return err
	}
	colour, err := w.colours(cmd)
	if err != nil {
		return err
	}
	if args[0] == "" || args[1] == "" {
		return usagef("who and what is not said: give a principal and a privilege")
	}
	g, err := in.one(w, cmd)
	if err != nil {
		return err
	}
	database, collection := cutScope(args, 2)
	asked, err := g.Ask(args[1], database, collection)
	if err != nil {
		return usageError{err}
	}
	attributes, err := g.Attributes(in.attributes)
	if err != nil {
		return usageError{err}
	}
	answer := g.Can(args[0], asked, attributes)
	if in.format == "json" {
		err = queryreport.CanJSON(w.stdout, g, answer)
	} else {
		err = queryreport.Can(w.stdout, g, answer, colour)
	}
	if err != nil {
		return fmt.Errorf("write answer: %w", err)
	}
	if in.exitCode && answer.Verdict != query.Yes {
		return errNo
	}
	return nil
}
