package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/lint/report"
)

// bundleSignFlags are the flags of bundle sign.
type bundleSignFlags struct {
	key, keyEnv, keyID string
	serial             string
	policy             string
	detached           bool
}

func bundleSignCommand(w *world) *cobra.Command {
	var in bundleSignFlags
	c := &cobra.Command{
		Use:   "sign FILE --key KEY|--key-env NAME",
		Short: "sign a bundle",
		Long: `Bundle sign signs a bundle.json with a private key, Ed25519 or P-256, in PEM or as
a JWK, and writes the signature into it, or with --detached into FILE.jws beside
it. A signature that the same key made before is replaced, others stay, so that a
bundle can be signed with an old and a new key. The same key and statement give
the same bytes.`,
		Example: "  rolecall bundle sign out/prod/bundle.json --key-env SIGNING_KEY --key-id release --serial 42 --policy policies\n  rolecall bundle sign out/prod/bundle.json --key release.pem --detached",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return in.run(w, args[0]) },
	}
	f := c.Flags()
	f.StringVar(&in.key, "key", "", "the file of the private key")
	f.StringVar(&in.keyEnv, "key-env", "", "the environment variable that holds the private key")
	f.StringVar(&in.keyID, "key-id", "", "the id that signatures name; by default that of the JWK, else the key's thumbprint")
	f.StringVar(&in.serial, "serial", "", "a number that never falls, by which readers refuse older bundles")
	f.StringVar(&in.policy, "policy", "", "the directory of the policy, whose commit is signed too")
	f.BoolVar(&in.detached, "detached", false, "write the signature to FILE.jws and leave FILE as it is")
	return c
}

func (in *bundleSignFlags) run(w *world, file string) error {
	ref := in.key
	switch {
	case (in.key == "") == (in.keyEnv == ""):
		return usagef("give one key, with --key FILE or --key-env NAME")
	case file == "-":
		return usagef("a bundle from stdin has no place to put a signature: give a file")
	case in.keyEnv != "":
		ref = "env:" + in.keyEnv
	}
	serial, err := serialOf("serial", in.serial)
	if err != nil {
		return err
	}
	s, err := w.signer(ref, in.keyID)
	if err != nil {
		return err
	}
	data, err := w.readFile(file, bundle.MaxSize)
	if err != nil {
		return fmt.Errorf("read bundle of %q: %w", file, err)
	}
	b, err := bundle.Parse(data)
	if err != nil {
		return fmt.Errorf("sign bundle of %q: %w", file, otherThanBundle(data, err))
	}
	var policy *signature.Policy
	if in.policy != "" {
		policy = w.provenance(w.path(in.policy))
	}
	jws, err := s.Sign(signature.About(b, serial, policy))
	if err != nil {
		return fmt.Errorf("sign bundle of %q: %w", file, err)
	}
	return in.write(w, file, data, b, jws, s.ID())
}

// write puts the signature where it belongs.
func (in *bundleSignFlags) write(w *world, file string, data []byte, b *bundle.Bundle, jws, id string) error {
	var files fileSet
	name := file
	if in.detached {
		name += ".jws"
		old, err := (&bundleFlags{}).beside(w, file)
		if err != nil {
			return err
		}
		lines := append(signature.Others(strings.Fields(string(old)), id), jws)
		files.add(w.path(name), []byte(strings.Join(lines, "\n")+"\n"))
	} else {
		signed, err := withSignature(data, b.Signatures, jws, id)
		if err != nil {
			return fmt.Errorf("sign bundle of %q: %w", file, err)
		}
		files.add(w.path(name), signed)
	}
	if err := files.write(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.stdout, report.Escape(name))
	return err
}

// withSignature puts a signature into a bundle, in place of that of the same key.
func withSignature(data []byte, present []json.RawMessage, jws, id string) ([]byte, error) {
	var texts []string
	for _, raw := range present {
		var s string
		if err := json.Unmarshal(raw, &s); err != nil {
			return nil, fmt.Errorf("a signature in it is no string: %w", err)
		}
		texts = append(texts, s)
	}
	var list []json.RawMessage
	for _, s := range append(signature.Others(texts, id), jws) {
		quoted, err := json.Marshal(s)
		if err != nil {
			return nil, err
		}
		list = append(list, quoted)
	}
	return bundle.SetSignatures(data, list)
}
