package main

import (
	"strings"

	"github.com/spf13/cobra"

	testreport "github.com/rolecall/rolecall/compiler/policytest/report"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/lint/report"
)

var colorModes = []string{"auto", "always", "never"}

// completeFlags lets a shell complete the values of flags that take one of a
// few; flags of one name mean the same in every command but for format.
func completeFlags(c *cobra.Command) {
	formats := []string{"text", "json"}
	switch c.Name() {
	case "lint":
		formats = report.Names()
	case "plan":
		formats = planFormats
	case "who-can", "what-can":
		formats = listFormats
	case "graph":
		formats = graphFormats
	case "matrix":
		formats = matrixFormats
	case "test":
		formats = testreport.Names(testreport.Formats)
	case "diff":
		formats = diffreport.Names()
	}
	complete(c, "format", formats)
	complete(c, "engine", engines)
	complete(c, "by", matrixRows)
	complete(c, "columns", matrixColumns)
	complete(c, "fail-level", failLevels)
	complete(c, "emit", emitNames(true))
	complete(c, "enable", ruleNames())
	complete(c, "disable", ruleNames())
}

// complete offers values for a flag where the command has it; after a comma too,
// where it takes several.
func complete(c *cobra.Command, flag string, values []string) {
	f := c.Flag(flag)
	if f == nil {
		return
	}
	list := f.Value.Type() == "stringSlice"
	err := c.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		before := ""
		if list {
			before = typed[:strings.LastIndexByte(typed, ',')+1]
		}
		offers := make([]string, len(values))
		for i, v := range values {
			offers[i] = before + v
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	})
	if err != nil {
		panic("complete: " + err.Error())
	}
}
