package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/lint/report"
)

func bundleCommand(w *world) *cobra.Command {
	return group(w, &cobra.Command{
		Use:   "bundle COMMAND",
		Short: "sign and verify bundles, push and pull them",
		Long: `A bundle.json is what services decide by. Its revision shows that it is whole; a
signature shows whose it is.`,
	}, bundleVerifyCommand(w), bundleSignCommand(w), bundlePushCommand(w), bundlePullCommand(w))
}

// bundleVerifyFlags are the flags of bundle verify.
type bundleVerifyFlags struct {
	bundleFlags
	target string
	format string
}

func bundleVerifyCommand(w *world) *cobra.Command {
	var in bundleVerifyFlags
	c := &cobra.Command{
		Use:   "verify FILE [--keys KEYS]",
		Short: "tell whether a bundle is whole, and who signed it",
		Long: `Bundle verify reads a bundle.json as a service does and checks its digest. With
keys, of --keys, ROLECALL_BUNDLE_KEYS or [bundle] in rolecall.toml, one of them
must have signed it: in the bundle, or in a file beside it with one signature a
line. It exits with 2 for a bundle that is not accepted.`,
		Example: "  rolecall bundle verify out/prod/bundle.json\n  rolecall bundle verify out/prod/bundle.json --keys keys.json --target prod --min-serial 42",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args[0]) },
	}
	in.addTo(c)
	c.Flags().StringVar(&in.target, "target", "", "accept a bundle of this target only")
	c.Flags().StringVar(&in.format, "format", "text", "text or json")
	return c
}

// verification is what bundle verify tells.
type verification struct {
	Format    string            `json:"format"`
	Accepted  bool              `json:"accepted"`
	Reason    string            `json:"reason"`   // why it is not accepted
	Revision  string            `json:"revision"` // empty where it is not a whole bundle
	Target    *bundle.Target    `json:"target"`
	Signature *acceptedFor      `json:"signature"` // null without keys
	Policy    *signature.Policy `json:"policy"`
	verified  *signature.Verified
	present   int // signatures in the bundle
}

type acceptedFor struct {
	Key       string `json:"key"`
	Algorithm string `json:"algorithm"`
	Serial    uint64 `json:"serial"`
}

func (in *bundleVerifyFlags) run(w *world, cmd *cobra.Command, file string) error {
	if err := oneOf("format", in.format, []string{"text", "json"}); err != nil {
		return err
	}
	who, err := in.verifier(w, cmd)
	if err != nil {
		return err
	}
	if who != nil {
		who.Target = in.target
	}
	data, err := w.readFile(file, bundle.MaxSize)
	if err != nil {
		return fmt.Errorf("read bundle of %q: %w", file, err)
	}
	var beside []byte
	if who != nil {
		if beside, err = in.beside(w, file); err != nil {
			return err // no answer: what should have been looked at could not be read
		}
	}
	v := verification{Format: "rolecall.verification/v1"}
	b, verified, err := w.accept(who, data, beside)
	if err == nil && in.target != "" && b.Target.Name != in.target {
		err = fmt.Errorf("it is of target %q, not of %q", b.Target.Name, in.target)
	}
	if err != nil {
		v.Reason = err.Error()
	} else {
		v.accepts(b, verified)
	}
	if err := v.tell(w, in.format, file); err != nil {
		return err
	}
	if !v.Accepted {
		return errNo
	}
	return nil
}

func (v *verification) accepts(b *bundle.Bundle, by *signature.Verified) {
	v.Accepted, v.Revision, v.Target, v.verified, v.present = true, b.Revision, &b.Target, by, len(b.Signatures)
	if by != nil {
		v.Signature = &acceptedFor{Key: by.Key, Algorithm: by.Algorithm, Serial: by.Serial}
		v.Policy = by.Policy
	}
}

func (v *verification) tell(w *world, format, file string) error {
	if format == "json" {
		return printJSON(w.stdout, v)
	}
	if !v.Accepted {
		_, err := fmt.Fprintf(w.stdout, "%s is not accepted: %s\n", report.Escape(file), report.Escape(v.Reason))
		return err
	}
	_, err := fmt.Fprintf(w.stdout, "%s is whole: target %s, revision %s\n%s\n", report.Escape(file), report.Escape(v.Target.Name), v.Revision, report.Escape(v.whose()))
	return err
}

// whose is the sentence on the signature.
func (v *verification) whose() string {
	switch {
	case v.verified == nil && v.present == 0:
		return "it is not signed, and no keys are given that would have to have signed it"
	case v.verified == nil:
		return count(v.present, "signature is", "signatures are") + " not verified: no keys are given"
	}
	s := fmt.Sprintf("signed by key %q (%s), serial %d", v.verified.Key, v.verified.Algorithm, v.verified.Serial)
	if p := v.verified.Policy; p != nil {
		s += ", policy of commit " + p.Revision
		if p.Dirty {
			s += " and of changes that are not in it"
		}
	}
	return s
}
