package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/internal/pdp/setup"
	"github.com/rolecall/rolecall/lint/report"
)

func bundlePushCommand(w *world) *cobra.Command {
	var in bundleFlags
	c := &cobra.Command{
		Use:   "push FILE oci://REGISTRY/NAME[:TAG]",
		Short: "put a bundle and its signatures into a registry (by rolecall-live)",
		Long: `Bundle push puts a bundle.json, and the signatures beside it, into a container
registry as one artifact, and prints its digest. The bundle must be whole, and signed by
whom the keys say where keys are configured. Credentials are those of docker login.`,
		Example: "  rolecall bundle push out/prod/bundle.json oci://registry.example.com/policies/prod:v7",
		Args:    cobra.ExactArgs(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return in.push(w, cmd, args[0], args[1]) },
	}
	in.addTo(c)
	return c
}

func (in *bundleFlags) push(w *world, cmd *cobra.Command, file, address string) error {
	who, err := in.verifier(w, cmd)
	if err != nil {
		return err
	}
	data, err := w.readFile(file, bundle.MaxSize)
	if err != nil {
		return fmt.Errorf("read bundle of %q: %w", file, err)
	}
	beside, err := in.beside(w, file)
	if err != nil {
		return err
	}
	b, _, err := w.accept(who, data, beside)
	if err != nil {
		return fmt.Errorf("push bundle of %q: %w", file, err)
	}
	answer, err := w.askRegistry(setup.RegistryCall{Push: true, Address: address, Bundle: data, Signatures: beside, Annotations: map[string]string{
		"io.rolecall.bundle.revision": b.Revision, "io.rolecall.bundle.target": b.Target.Name,
	}})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "%s@%s\n", report.Escape(withoutTag(address)), answer.Digest)
	return err
}

// withoutTag is an address without what comes behind its last name.
func withoutTag(address string) string {
	slash := strings.LastIndexByte(address, '/')
	if i := strings.LastIndexByte(address, ':'); i > slash {
		return address[:i]
	}
	return address
}

func bundlePullCommand(w *world) *cobra.Command {
	var in bundleFlags
	var out string
	c := &cobra.Command{
		Use:   "pull oci://REGISTRY/NAME[:TAG|@DIGEST] -o FILE",
		Short: "take a bundle and its signatures from a registry (by rolecall-live)",
		Long: `Bundle pull writes a bundle of a container registry to a file, and its signatures, where
it has any, beside it. A bundle that is not whole, or not signed by whom the keys say where
keys are configured, is not written.`,
		Example: "  rolecall bundle pull oci://registry.example.com/policies/prod:v7 -o bundle.json --keys keys.json",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return in.pull(w, cmd, args[0], out) },
	}
	in.addKeysTo(c)
	c.Flags().StringVarP(&out, "out", "o", "", "the file to write the bundle to (required)")
	return c
}

func (in *bundleFlags) pull(w *world, cmd *cobra.Command, address, out string) error {
	if out == "" {
		return usagef("it is not said where the bundle goes: give a file with -o FILE")
	}
	who, err := in.verifier(w, cmd)
	if err != nil {
		return err
	}
	answer, err := w.askRegistry(setup.RegistryCall{Address: address})
	if err != nil {
		return err
	}
	b, _, err := w.accept(who, answer.Bundle, answer.Signatures)
	if err != nil {
		return fmt.Errorf("accept bundle of %q: %w", address, err)
	}
	var files fileSet
	files.add(w.path(out), answer.Bundle)
	if answer.Signatures != nil {
		files.add(w.path(out)+".jws", answer.Signatures)
	}
	if err := files.write(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.stdout, "%s\t%s\n", report.Escape(out), b.Revision)
	return err
}

// askRegistry has the other program talk to a registry.
func (w *world) askRegistry(call setup.RegistryCall) (*setup.RegistryAnswer, error) {
	if !strings.HasPrefix(call.Address, "oci://") {
		return nil, usagef("address is %q, not oci://REGISTRY/NAME", call.Address)
	}
	program, err := w.findLive()
	if err != nil {
		return nil, err
	}
	if err := checkLive(program); err != nil {
		return nil, err
	}
	asked, err := json.Marshal(call)
	if err != nil {
		return nil, fmt.Errorf("ask registry: %w", err)
	}
	var out bytes.Buffer
	child := exec.Command(program, "registry")
	child.Env, child.Stdin, child.Stdout, child.Stderr, child.Dir = w.environ, bytes.NewReader(asked), &out, w.stderr, w.dir
	err = child.Run()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return nil, errTold
	}
	var answer setup.RegistryAnswer
	if err == nil {
		err = json.Unmarshal(out.Bytes(), &answer)
	}
	if err != nil {
		return nil, fmt.Errorf("run %q: %w", program, err)
	}
	return &answer, nil
}
