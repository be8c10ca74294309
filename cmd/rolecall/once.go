package main

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// once makes the flags of a command that take one value refuse a second: of two
// states or two places to write to, neither is meant more than the other.
func once(c *cobra.Command) {
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Value.Type() == "string" {
			f.Value = &onceValue{Value: f.Value}
		}
	})
}

type onceValue struct {
	pflag.Value
	given bool
}

// Set takes a value once.
func (v *onceValue) Set(s string) error {
	if v.given {
		return errors.New("it is given twice, and takes one value")
	}
	v.given = true
	return v.Value.Set(s)
}
