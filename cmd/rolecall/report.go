package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/lint/rules"
	"github.com/rolecall/rolecall/schema"
)

// writeReports writes every report of findings that was asked for.
func (w *world) writeReports(cmd *cobra.Command, p *policy, found []schema.Finding, failed error, outputs []output) error {
	colours, err := w.colours(cmd)
	if err != nil {
		return err
	}
	r := report.Report{
		Findings: found, Sources: p.project.Sources, Targets: p.targets(),
		Version: version(), Base: w.base(p.root),
	}
	if failed != nil {
		r.Failed = strings.Split(failed.Error(), "\n")
	}
	for _, o := range outputs {
		format, ok := report.Find(o.format)
		if !ok {
			panic(fmt.Sprintf("report: there is no format %q", o.format))
		}
		r.Color, r.Width = false, 0
		if o.file == "" {
			r.Color, r.Width = colours, w.width(w.stdout)
		}
		if format.Rules && r.Rules == nil {
			r.Rules = ruleInfos()
		}
		if err := w.writeOutput(o, func(out io.Writer) error { return format.Write(out, &r) }); err != nil {
			return err
		}
	}
	return nil
}

// colours decides whether what goes to stdout is coloured.
func (w *world) colours(cmd *cobra.Command) (bool, error) {
	mode := w.setting(cmd, "color", "")
	if err := oneOf("color", mode, colorModes); err != nil {
		return false, err
	}
	return w.colour(mode, w.stdout), nil
}

// ruleInfos is what reports tell of rules.
func ruleInfos() []report.RuleInfo {
	infos := make([]report.RuleInfo, len(rules.All))
	for i, r := range rules.All {
		infos[i] = report.RuleInfo{ID: r.ID, Name: r.Name, Severity: r.Severity, Help: rules.Page(r), Tags: tags(r)}
	}
	return infos
}

// base is where a project lies as seen from the working directory.
func (w *world) base(root string) string {
	dir, err := filepath.Abs(w.path("."))
	if err != nil {
		return ""
	}
	abs, err := filepath.Abs(root)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(dir, abs)
	if err != nil {
		return ""
	}
	return filepath.ToSlash(rel)
}
