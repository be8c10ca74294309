package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"
)

// configName marks the root of a project and holds its settings.
const configName = "rolecall.toml"

// config is a rolecall.toml.
type config struct {
	FailLevel string   `toml:"fail_level"`
	Enable    []string `toml:"enable"`
	Disable   []string `toml:"disable"`
}

// configKeys are the keys of a config, for did-you-mean.
var configKeys = []string{"fail_level", "enable", "disable"}

// readConfig reads the rolecall.toml of a project; without one the config is empty.
func (w *world) readConfig(root string) (config, error) {
	var c config
	file := filepath.Join(root, configName)
	dir, err := os.OpenRoot(root)
	if err != nil {
		return c, fmt.Errorf("read %q: %w", file, cause(err))
	}
	defer dir.Close()
	data, err := readRegular(dir, configName)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err != nil:
		return c, fmt.Errorf("read %q: %w", file, cause(err))
	}
	meta, err := toml.Decode(string(data), &c)
	if err != nil {
		return c, tomlError(file, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		key := unknown[0].String()
		return c, fmt.Errorf("%s: unknown key %q%s", place(file, data, unknown[0]), key, didYouMean(key, configKeys))
	}
	return c, nil
}

// tomlError puts the place before what the TOML reader says, which tells it in words.
func tomlError(file string, err error) error {
	var p toml.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("%s:%d: %s", file, p.Position.Line, p.Message)
	}
	text, line := strings.TrimPrefix(err.Error(), "toml: "), 0
	if n, _ := fmt.Sscanf(text, "line %d (last key", &line); n == 1 {
		_, text, _ = strings.Cut(text, "): ")
		return fmt.Errorf("%s:%d: %s", file, line, text)
	}
	return fmt.Errorf("%s: %s", file, text)
}

// place is file:line of a key. The TOML reader does not tell where a key stands,
// so it is looked for; a key that is not found on a line of its own has no line.
func place(file string, data []byte, key toml.Key) string {
	last := regexp.QuoteMeta(key[len(key)-1])
	at := regexp.MustCompile(`(?m)^[ \t\[]*([\w.-]+\.)?["']?` + last + `["']?[ \t\]]*(=|\.|$)`).FindIndex(data)
	if at == nil {
		return file
	}
	return fmt.Sprintf("%s:%d", file, 1+bytes.Count(data[:at[0]], []byte("\n")))
}

// setting is the value of a flag: as typed, else of ROLECALL_FLAG, else
// configured, else the flag's default.
func (w *world) setting(cmd *cobra.Command, flag, configured string) string {
	f := cmd.Flag(flag)
	if f.Changed {
		return f.Value.String()
	}
	if v := w.env(envName(flag)); v != "" {
		return v
	}
	if configured != "" {
		return configured
	}
	return f.DefValue
}

// envName is the variable that stands for a flag, as in ROLECALL_FAIL_LEVEL.
func envName(flag string) string {
	return "ROLECALL_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}
