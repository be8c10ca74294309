package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/BurntSushi/toml"

	"github.com/rolecall/rolecall/diff/live"
)

// userConfig is the configuration of whoever runs rolecall, who may name programs
// to run. A project's rolecall.toml may not: it comes from anywhere.
type userConfig struct {
	Credentials []credentialSource    `toml:"credentials"`
	Passwords   *passwordSource       `toml:"passwords"`
	Targets     map[string]userTarget `toml:"targets"`

	file string // empty where there is none
}

// credentialSource says what a server is shown.
type credentialSource struct {
	Address    string   `toml:"address"`
	Command    []string `toml:"command"`
	Account    string   `toml:"account"`
	CAFile     string   `toml:"ca_file"`
	ClientCert string   `toml:"client_cert"`
	ClientKey  string   `toml:"client_key"`
}

// passwordSource gives users of servers their passwords.
type passwordSource struct {
	Command []string `toml:"command"`
}

// userTarget says where a target's server is.
type userTarget struct {
	Address string `toml:"address"`
}

// userOnly are the keys of a user's configuration.
var userOnly = []string{"credentials", "passwords", "targets"}

const userConfigName = "$XDG_CONFIG_HOME/rolecall/config.toml (~/.config/rolecall/config.toml without XDG_CONFIG_HOME)"

// userConfigFile is where the user's configuration is; empty where nothing says where the user lives.
func (w *world) userConfigFile() string {
	if dir := w.env("XDG_CONFIG_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "rolecall", "config.toml")
	}
	if home := cmp.Or(w.env("HOME"), w.env("USERPROFILE")); home != "" {
		return filepath.Join(home, ".config", "rolecall", "config.toml")
	}
	return ""
}

// readUserConfig reads the user's configuration; without a file it is empty.
func (w *world) readUserConfig() (userConfig, error) {
	var c userConfig
	file := w.userConfigFile()
	if file == "" {
		return c, nil
	}
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c, nil
	case err == nil && info.Mode().Perm()&0o002 != 0 && runtime.GOOS != "windows":
		err = errors.New("everybody may write to it, and it names programs to run: take that right away (chmod o-w)")
	}
	if err != nil {
		return c, fmt.Errorf("read %q: %w", file, cause(err))
	}
	data, err := w.readFile(file, 1<<20)
	if err != nil {
		return c, fmt.Errorf("read %q: %w", file, err)
	}
	c.file = file
	return c, c.decode(data)
}

// decode reads a configuration and tells everything that is wrong with it.
func (c *userConfig) decode(data []byte) error {
	meta, err := toml.Decode(string(data), c)
	if err != nil {
		return tomlError(c.file, err)
	}
	var problems []error
	add := func(format string, args ...any) {
		problems = append(problems, fmt.Errorf(c.file+": "+format, args...))
	}
	for _, key := range meta.Undecoded() {
		known := []string{"credentials", "address", "command", "account", "ca_file", "client_cert", "client_key", "passwords", "targets"}
		add("unknown key %q%s", key, didYouMean(key[len(key)-1], known))
	}
	seen := map[string]bool{}
	for i := range c.Credentials {
		s := &c.Credentials[i]
		at, err := live.ParseAddress(s.Address)
		switch {
		case err != nil:
			add("credentials: %w", err)
		case seen[at.String()]:
			add("credentials of %q stand twice", at)
		}
		s.Address = at.String()
		seen[s.Address] = true
		if s.Command != nil {
			problems = append(problems, checkCommand(c.file, s.Command))
		}
	}
	if c.Passwords != nil {
		problems = append(problems, checkCommand(c.file, c.Passwords.Command))
	}
	for _, name := range sortedNames(c.Targets) {
		if _, err := live.ParseAddress(c.Targets[name].Address); err != nil {
			add("target %q: %w", name, err)
		}
	}
	return errors.Join(problems...)
}

// checkCommand looks at a command that a configuration names. A path relative to
// wherever rolecall happens to run would let a project put a program there.
func checkCommand(file string, command []string) error {
	switch {
	case len(command) == 0 || command[0] == "":
		return fmt.Errorf(`%s: a command is a list that begins with a program, as in command = ["vault", "read"]`, file)
	case strings.ContainsAny(command[0], `/\`) && !filepath.IsAbs(command[0]):
		return fmt.Errorf("%s: command %q is a relative path: name a program on PATH, or give the whole path", file, command[0])
	}
	return nil
}

// credentialsOf finds what the user's configuration says of an address.
func (c *userConfig) credentialsOf(at live.Address) credentialSource {
	for _, s := range c.Credentials {
		if s.Address == at.String() {
			return s
		}
	}
	return credentialSource{}
}

// helped gives what a helper prints. It is in no error.
func (w *world) helped(what string, command []string, at live.Address, args ...string) (string, error) {
	cmd := exec.Command(command[0], append(command[1:len(command):len(command)], args...)...)
	cmd.Stderr, cmd.Dir = w.stderr, w.dir
	cmd.Env = append(append([]string{}, w.environ...), "ROLECALL_ADDRESS="+at.String())
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("run the helper for %s, %q: %w", what, command[0], cause(err))
	}
	if s := strings.TrimRight(string(out), "\r\n"); s != "" && !strings.ContainsAny(s, "\r\n") {
		return s, nil
	}
	return "", fmt.Errorf("run the helper for %s, %q: it printed %d bytes, and must print one line that is not empty", what, command[0], len(out))
}
