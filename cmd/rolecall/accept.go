package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff/gate"
	"github.com/rolecall/rolecall/lint/report"
)

// acceptFile is a file of accepted changes.
type acceptFile struct {
	Accept []acceptEntry `toml:"accept"`
}

// acceptEntry accepts access (principal, role, privileges, scope) or an object by its address.
type acceptEntry struct {
	Gates      []string `toml:"gates"`
	Target     string   `toml:"target"`
	Principal  string   `toml:"principal"`
	Role       string   `toml:"role"`
	Privileges []string `toml:"privileges"`
	Database   string   `toml:"database"`
	Collection string   `toml:"collection"`
	Address    string   `toml:"address"`
	Reason     string   `toml:"reason"`
	Until      any      `toml:"until"`
}

// accepted reads the file that a flag, the environment or the configuration
// names, with a base as it was there: a change does not accept itself.
func (d *differ) accepted(cmd *cobra.Command) ([]gate.Acceptance, error) {
	name := d.world.setting(cmd, "accept", "")
	if name == "" && d.config.Diff.Accept != "" {
		name = filepath.Join(d.root, filepath.FromSlash(d.config.Diff.Accept))
	}
	if name == "" {
		return nil, nil
	}
	data, err := d.baselineData(d.world, name)
	if errors.Is(err, fs.ErrNotExist) && d.base != nil {
		d.world.note("%q has no file %q: nothing is accepted until it is there", d.base.name, name)
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read accepted changes %q: %w", name, cause(err))
	}
	return decodeAccepted(name, data)
}

// decodeAccepted reads a file of accepted changes and tells everything that is wrong with it.
func decodeAccepted(name string, data []byte) ([]gate.Acceptance, error) {
	var f acceptFile
	meta, err := toml.Decode(string(data), &f)
	if err != nil {
		return nil, tomlError(name, err)
	}
	lines := linesOf(data)
	var problems []error
	if len(meta.Undecoded()) > 0 {
		key := meta.Undecoded()[0]
		problems = append(problems, fmt.Errorf("%s: unknown key %q%s", name, key, didYouMean(key[len(key)-1], acceptKeys)))
	}
	var out []gate.Acceptance
	for i := range f.Accept {
		e := &f.Accept[i]
		at := fmt.Sprintf("%s:%d", name, lines[tomlKey(element("accept", i))])
		a, err := e.acceptance()
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", at, err))
			continue
		}
		a.At = at
		out = append(out, a)
	}
	return out, errors.Join(problems...)
}

var acceptKeys = []string{"accept", "gates", "target", "principal", "role", "privileges", "database", "collection", "address", "reason", "until"}

// acceptance is what an entry accepts. What it leaves out it does not accept.
func (e *acceptEntry) acceptance() (gate.Acceptance, error) {
	a := gate.Acceptance{
		Gates: e.Gates, Target: e.Target, Principal: e.Principal, Role: e.Role, Privileges: e.Privileges,
		Database: e.Database, Collection: e.Collection, Address: e.Address, Reason: e.Reason,
	}
	for _, g := range e.Gates {
		if !slices.Contains(gate.Names, g) {
			return a, oneOf("gate", g, gate.Names)
		}
	}
	access := e.Principal != "" || e.Role != "" || e.Privileges != nil || e.Database != "" || e.Collection != ""
	switch {
	case strings.TrimSpace(e.Reason) == "":
		return a, errors.New("reason is missing: say why it is accepted, and by whom")
	case e.Address != "" && access:
		return a, errors.New("address stands for an object, and principal, role, privileges and scope for access: an entry has one of the two")
	case e.Address != "" && len(e.Gates) == 0:
		return a, errors.New(`gates is missing: say which of them lets the object pass, as in gates = ["bound-role"]`)
	case e.Address == "" && (e.Principal == "" || e.Role == "" || len(e.Privileges) == 0):
		return a, errors.New("principal, role and privileges are needed, or the address of an object")
	case e.Address == "" && (e.Database == "" || e.Collection == ""):
		return a, errors.New(`database and collection are needed; "*" is any`)
	}
	var err error
	a.Until, err = untilOf(e.Until)
	return a, err
}

// untilOf is the last day on which an entry accepts anything.
func untilOf(v any) (time.Time, error) {
	text := ""
	switch v := v.(type) {
	case string:
		text = v
	case time.Time: // TOML has days of its own
		text = v.Format(time.DateOnly)
	}
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return day, errors.New("until is missing or no day, as in until = 2026-12-31: nothing is accepted for good")
	}
	return day, nil
}

// tellAccepted says on stderr what is accepted no longer, and what is accepted for nothing.
func (d *differ) tellAccepted(r *gate.Report) {
	for _, list := range []struct {
		entries []gate.Acceptance
		what    string
	}{{r.Expired, "accepts nothing any more: its day has passed"}, {r.Stale, "accepts nothing of this change"}} {
		for _, a := range list.entries {
			fmt.Fprintf(d.world.stderr, "rolecall: %s %s\n", report.Escape(a.At), list.what)
		}
	}
}
