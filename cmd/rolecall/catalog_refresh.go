package main

import (
	"context"
	"fmt"

	"github.com/rolecall/rolecall/schema/target"
)

// refreshCatalog compares a catalog with what a server says it knows: the one that
// is named, else that of the server's own kind and version.
func (w *world) refreshCatalog(url string, args []string, format string) error {
	ctx := context.Background()
	c, err := w.connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close()
	is, err := c.Server(ctx)
	if err != nil {
		return fmt.Errorf("ask %q what it is: %w", c.at, err)
	}
	named := args
	if len(args) == 0 {
		named = []string{is.Kind, is.Version}
	}
	cat, err := findCatalog(named)
	switch {
	case err != nil && len(args) == 0:
		return fmt.Errorf("%q is a server of %s %s, of which there is no catalog: name one to compare with", c.at, is.Kind, is.Version)
	case err != nil:
		return err
	case cat.Kind != is.Kind:
		return usagef("%q is a server of %s, not of %s", c.at, is.Kind, cat.Kind)
	}
	known, err := c.Catalog(ctx)
	if err != nil {
		return fmt.Errorf("ask %q what it knows: %w", c.at, err)
	}
	r := target.Compare(cat, known)
	if format == "json" {
		err = printJSON(w.stdout, r)
	} else {
		err = r.Write(w.stdout)
	}
	if err == nil && !r.Same() {
		return errNo
	}
	return err
}
