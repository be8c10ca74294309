package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

func rulesCommand(w *world) *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "rules [--format json]",
		Short:   "list the rules of lint",
		Example: "  rolecall rules\n  rolecall rules --format json",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			return listRules(w, format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	return c
}

// ruleEntry is a line of the list of rules.
type ruleEntry struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Severity schema.Severity `json:"severity"`
	URL      string          `json:"url"`
}

func listRules(w *world, format string) error {
	list := make([]ruleEntry, len(rules.All))
	for i, r := range rules.All {
		list[i] = ruleEntry{r.ID, r.Name, r.Severity, report.PageURL(r.Name)}
	}
	if format == "json" {
		return printJSON(w.stdout, struct {
			Format string      `json:"format"`
			Rules  []ruleEntry `json:"rules"`
		}{"rolecall.rules/v1", list})
	}
	tab := tabwriter.NewWriter(w.stdout, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(tab, "%s\t%s\t%s\n", r.ID, r.Name, r.Severity)
	}
	return tab.Flush()
}

func explainCommand(w *world) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "print the page of a rule: why, what to avoid, what to write",
		Long: `Explain prints the page of a rule, by ID or name: why it is a rule, what to avoid,
what to write instead and where that is said.`,
		Example: "  rolecall explain RC102\n  rolecall explain scope-level-mismatch",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := findRule(args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(w.stdout, rules.Page(r))
			return err
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
}
