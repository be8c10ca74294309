package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// setting is the value of a flag: as typed, else of ROLECALL_FLAG, else
// configured, else the flag's default.
func (w *world) setting(cmd *cobra.Command, flag, configured string) string {
	value, _ := w.settingFrom(cmd, flag, configured, "")
	return value
}

// settingFrom is a setting and where it comes from; at is the place of what is configured.
func (w *world) settingFrom(cmd *cobra.Command, flag, configured, at string) (value, origin string) {
	f := cmd.Flag(flag)
	if f.Changed {
		return f.Value.String(), "flag --" + flag
	}
	if v := w.env(envName(flag)); v != "" {
		return v, "env " + envName(flag)
	}
	if configured != "" {
		return configured, at
	}
	return f.DefValue, "default"
}

// envName is the variable that stands for a flag, as in ROLECALL_FAIL_LEVEL.
func envName(flag string) string {
	return "ROLECALL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
