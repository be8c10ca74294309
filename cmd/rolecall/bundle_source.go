package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// bundleFlags are the flags of every command that reads a bundle: who must have
// signed it. Without keys a bundle is whole, and whose it is nobody asks.
type bundleFlags struct {
	keys      string
	signature string
	minSerial string
}

func (in *bundleFlags) addTo(c *cobra.Command) {
	in.addKeysTo(c)
	c.Flags().StringVar(&in.signature, "signature", "", "read signatures from this file besides those in the bundle; by default BUNDLE.jws, where it is there")
}

// addKeysTo adds those that say whose signatures count.
func (in *bundleFlags) addKeysTo(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&in.keys, "keys", "", "accept the bundle only if one of these keys signed it: a JWK Set, a PEM file, or a directory of those (also ROLECALL_BUNDLE_KEYS)")
	f.StringVar(&in.minSerial, "min-serial", "", "accept no signature with a lower serial (also ROLECALL_BUNDLE_MIN_SERIAL)")
}

// openBundle reads a bundle for whatever command. It is the one way to one: the
// digest is always checked, and where keys are configured so are the signatures.
func (in *bundleFlags) openBundle(w *world, cmd *cobra.Command, file string) (*bundle.Bundle, error) {
	who, err := in.verifier(w, cmd)
	if err != nil {
		return nil, err
	}
	data, err := w.readFile(file, bundle.MaxSize)
	if err != nil {
		return nil, fmt.Errorf("read bundle of %q: %w", file, err)
	}
	var beside []byte
	if who != nil {
		if beside, err = in.beside(w, file); err != nil {
			return nil, err
		}
	}
	b, _, err := w.accept(who, data, beside)
	if err != nil {
		return nil, fmt.Errorf("read bundle of %q: %w", file, err)
	}
	return b, nil
}

// accept judges the bytes of a bundle, and of the signatures beside it; without a
// verifier by their digest alone.
func (w *world) accept(who *signature.Verifier, data, beside []byte) (*bundle.Bundle, *signature.Verified, error) {
	b, err := bundle.Parse(data)
	if err != nil {
		return nil, nil, otherThanBundle(data, err)
	}
	if who == nil {
		return b, nil, nil
	}
	verified, err := who.Verify(b, beside, w.now())
	if err != nil {
		return nil, nil, err
	}
	return b, verified, nil
}

// beside reads the signatures that stand beside a bundle; nil for none.
func (in *bundleFlags) beside(w *world, file string) ([]byte, error) {
	name := in.signature
	if name == "" {
		if name = file + ".jws"; file == "-" {
			return nil, nil
		}
	}
	data, err := w.readFile(name, bundle.MaxBeside)
	if errors.Is(err, fs.ErrNotExist) && in.signature == "" {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read signatures of %q: %w", name, err)
	}
	return data, nil
}

// verifier is what bundles must pass: nil where no keys are configured.
func (in *bundleFlags) verifier(w *world, cmd *cobra.Command) (*signature.Verifier, error) {
	who, _, err := in.trust(w, cmd)
	return who, err
}

// trust is what bundles must pass, with the files of its keys: nil where none are configured.
func (in *bundleFlags) trust(w *world, cmd *cobra.Command) (*signature.Verifier, []setup.KeyFile, error) {
	serial, err := serialOf("min-serial", w.flagOrEnv(cmd, "min-serial", "ROLECALL_BUNDLE_MIN_SERIAL"))
	if err != nil {
		return nil, nil, err
	}
	place, err := in.keysPlace(w, cmd)
	if err != nil {
		return nil, nil, err
	}
	if place == "" {
		switch {
		case in.signature != "":
			return nil, nil, usagef("--signature says nothing without keys: give those whose signatures count with --keys")
		case serial > 0:
			return nil, nil, usagef("--min-serial says nothing without keys: give those whose signatures count with --keys")
		}
		return nil, nil, nil
	}
	keys, files, err := w.readKeys(place)
	if err != nil {
		return nil, nil, fmt.Errorf("read keys of %q: %w", place, err)
	}
	return &signature.Verifier{Keys: keys, MinSerial: serial}, files, nil
}

// keysPlace says where the keys are: as typed, else of the environment, else of
// the project that the working directory belongs to.
func (in *bundleFlags) keysPlace(w *world, cmd *cobra.Command) (string, error) {
	if place := w.flagOrEnv(cmd, "keys", "ROLECALL_BUNDLE_KEYS"); place != "" || cmd.Flag("keys").Changed {
		return place, nil
	}
	root, _, err := w.findRoot(".")
	if err != nil {
		return "", err
	}
	c, err := w.readConfig(root)
	if err != nil || c.Bundle.Keys == "" {
		return "", err
	}
	return filepath.Join(root, filepath.FromSlash(c.Bundle.Keys)), nil
}

// flagOrEnv is the value of a flag, else of a variable with a name of its own.
func (w *world) flagOrEnv(cmd *cobra.Command, flag, variable string) string {
	if f := cmd.Flag(flag); f.Changed {
		return f.Value.String()
	}
	return w.env(variable)
}

// serialOf reads a serial; empty is 0.
func serialOf(what, s string) (uint64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil {
		return 0, usagef("%s is %q, not a whole number", what, s)
	}
	return n, nil
}

const maxKeyFile = 1 << 20

// readKeys reads public keys: of a file, or of those in a directory that are named
// like one. The id of a key in PEM is its file's name. The files are given as well.
func (w *world) readKeys(place string) (*signature.Keys, []setup.KeyFile, error) {
	files, err := w.keyFilesOf(place)
	if err != nil {
		return nil, nil, err
	}
	keys := &signature.Keys{}
	for _, f := range files {
		if err := keys.Add(f.Name, f.Data); err != nil {
			if f.Name != filepath.Base(place) { // of a directory
				err = fmt.Errorf("%q: %w", f.Name, err)
			}
			return nil, nil, err
		}
	}
	if keys.Len() == 0 {
		return nil, nil, errors.New("there is no key in it, so no bundle could be accepted")
	}
	return keys, files, nil
}

// keyFilesOf reads the files that hold keys: one, or those of a directory.
func (w *world) keyFilesOf(place string) ([]setup.KeyFile, error) {
	info, err := os.Stat(w.path(place))
	if err != nil {
		return nil, cause(err)
	}
	files := []string{place}
	if info.IsDir() {
		if files, err = w.keyFiles(place); err != nil {
			return nil, err
		}
	}
	var read []setup.KeyFile
	for _, file := range files {
		data, err := w.readFile(file, maxKeyFile)
		if err != nil && info.IsDir() {
			err = fmt.Errorf("%q: %w", filepath.Base(file), err)
		}
		if err != nil {
			return nil, err
		}
		read = append(read, setup.KeyFile{Name: filepath.Base(file), Data: data})
	}
	return read, nil
}

// keyFiles are the files of a directory that hold keys, by name.
func (w *world) keyFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(w.path(dir))
	if err != nil {
		return nil, cause(err)
	}
	var files []string
	for _, e := range entries {
		switch filepath.Ext(e.Name()) {
		case ".pem", ".json", ".jwks":
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files, nil
}
