package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler/emit"
)

// sealing are the flags of a command whose files can be signed.
type sealing struct{ sign, keyID, serial string }

func (in *sealing) addTo(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&in.sign, "sign", "", "sign what can be signed with this private key: a file, or env:NAME")
	f.StringVar(&in.keyID, "key-id", "", "the id that signatures name; by default that of the JWK, else the key's thumbprint")
	f.StringVar(&in.serial, "serial", "", "a number that never falls, by which readers refuse older bundles")
}

// signer reads the key before any work is done; nil where nothing is to be signed.
func (in *sealing) signer(w *world, formats []emit.Format) (*emit.Seal, error) {
	serial, err := serialOf("serial", in.serial)
	if err != nil {
		return nil, err
	}
	switch {
	case in.sign == "" && (in.keyID != "" || in.serial != ""):
		return nil, usagef("--key-id and --serial say nothing without --sign KEY")
	case in.sign == "":
		return nil, nil
	case !slices.ContainsFunc(formats, func(f emit.Format) bool { return f.Sealed != nil }):
		return nil, usagef("none of the files that --emit names can be signed")
	}
	s, err := w.signer(in.sign, in.keyID)
	if err != nil {
		return nil, err
	}
	return &emit.Seal{Signer: s, Serial: serial}, nil
}

// signer reads a private key of a file, or of an environment variable as in
// env:NAME. Nothing of the key is in an error.
func (w *world) signer(ref, id string) (*signature.Signer, error) {
	data, err := w.privateKey(ref)
	if err == nil {
		var s *signature.Signer
		if s, err = signature.ParseSigner(data, id); err == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("read signing key of %q: %w", ref, err)
}

func (w *world) privateKey(ref string) ([]byte, error) {
	name, ok := strings.CutPrefix(ref, "env:")
	if !ok {
		return w.readFile(ref, maxKeyFile)
	}
	value := w.env(name)
	if value == "" {
		return nil, errors.New("the variable is not set")
	}
	return []byte(value), nil
}

// provenance is the commit of a policy; nil, with a note, where there is none.
func (w *world) provenance(dir string) *signature.Policy {
	g, err := w.openGit(dir)
	if err == nil {
		var p *signature.Policy
		if p, err = g.provenance(); err == nil {
			return p
		}
	}
	w.note("the commit of the policy is not known, and the signature says nothing of it: %v", err)
	return nil
}

// provenance is the commit that is checked out, and whether the directory has what is not in it.
func (g *git) provenance() (*signature.Policy, error) {
	commit, err := g.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
	if err != nil {
		return nil, errors.New("there is no commit yet")
	}
	changes, err := g.run("status", "--porcelain", "--", ".")
	if err != nil {
		return nil, err
	}
	return &signature.Policy{Revision: strings.TrimSpace(string(commit)), Dirty: len(changes) > 0}, nil
}
