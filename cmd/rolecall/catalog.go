package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"golang.org/x/mod/semver"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

func catalogCommand(w *world) *cobra.Command {
	var format, refresh string
	c := &cobra.Command{
		Use:   "catalog [KIND [VERSION]] [--format json]",
		Short: "print what is known of a target",
		Long: `Catalog prints what rolecall knows of a target: its levels, privileges, groups,
built-in roles, limits and rules for names, each with the source it was read
from. Without a kind it lists the targets, the newest version of each first (in
JSON by version); without a version it takes the newest.

With --refresh it asks a server what it knows and tells where the catalog says
something else, with exit code 2; without a version it compares with that of the server.`,
		Example: "  rolecall catalog\n  rolecall catalog milvus 2.6\n  rolecall catalog qdrant --format json\n  rolecall catalog --refresh qdrant://",
		Args:    cobra.MaximumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			if err := oneOf("format", format, []string{"text", "json"}); err != nil {
				return err
			}
			if refresh != "" {
				return w.refreshCatalog(refresh, args, format)
			}
			if len(args) == 0 {
				return listCatalogs(w.stdout, format)
			}
			cat, err := findCatalog(args)
			if err != nil {
				return err
			}
			if format == "json" {
				return printJSON(w.stdout, cat)
			}
			return writeCatalog(w.stdout, cat)
		},
		ValidArgsFunction: completeCatalog,
	}
	c.Flags().StringVar(&format, "format", "text", "text or json")
	c.Flags().StringVar(&refresh, "refresh", "", "compare with what the server of this URL says it knows")
	return c
}

func kinds() []string {
	names := make([]string, len(all.Targets))
	for i, t := range all.Targets {
		names[i] = t.Kind
	}
	return names
}

func completeCatalog(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return kinds(), cobra.ShellCompDirectiveNoFileComp
	case 1:
		if t, ok := all.Find(args[0]); ok {
			return t.Versions, cobra.ShellCompDirectiveNoFileComp
		}
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// findCatalog finds the catalog of KIND [VERSION].
func findCatalog(args []string) (*schema.Catalog, error) {
	t, ok := all.Find(args[0])
	if !ok {
		return nil, usagef("no target is of kind %q, only %s%s", args[0], strings.Join(kinds(), ", "), didYouMean(args[0], kinds()))
	}
	version := ""
	if len(args) > 1 {
		version = args[1]
	}
	cat, ok := t.Catalog(version)
	if !ok {
		return nil, usagef("version %q of %s is not known, only %s", version, t.Kind, strings.Join(t.Versions, ", "))
	}
	return cat, nil
}

// catalogEntry is a line of the list of catalogs.
type catalogEntry struct {
	Kind    string                   `json:"kind"`
	Version string                   `json:"version"`
	Title   string                   `json:"title"`
	Date    string                   `json:"date"` // of the newest source
	Sources map[string]schema.Source `json:"sources"`
}

func listCatalogs(w io.Writer, format string) error {
	var list []catalogEntry
	for _, t := range all.Targets {
		list = append(list, entries(t)...)
	}
	if format == "json" {
		slices.SortFunc(list, func(a, b catalogEntry) int {
			return cmp.Or(strings.Compare(a.Kind, b.Kind), semver.Compare("v"+a.Version, "v"+b.Version), strings.Compare(a.Version, b.Version))
		})
		return printJSON(w, struct {
			Format   string         `json:"format"`
			Catalogs []catalogEntry `json:"catalogs"`
		}{"rolecall.catalogs/v1", list})
	}
	b := bufio.NewWriter(w)
	tab := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(tab, "KIND\tVERSION\tTITLE\tSOURCES\tNEWEST")
	for _, e := range list {
		fmt.Fprintf(tab, "%s\t%s\t%s\t%d\t%s\n", e.Kind, e.Version, e.Title, len(e.Sources), e.Date)
	}
	tab.Flush()
	return b.Flush()
}

func entries(t *target.Target) []catalogEntry {
	var list []catalogEntry
	for _, v := range t.Versions {
		cat, ok := t.Catalog(v)
		if !ok {
			panic(fmt.Sprintf("catalog: %s lists version %q but does not have it", t.Kind, v))
		}
		e := catalogEntry{Kind: t.Kind, Version: v, Title: cat.Title, Sources: cat.Sources}
		for _, s := range cat.Sources {
			e.Date = max(e.Date, s.Date)
		}
		list = append(list, e)
	}
	return list
}
