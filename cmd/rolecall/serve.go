package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	bundleFlags
	setup.Config
	bundle string
	labels []string
}

func serveCommand(w *world) *cobra.Command {
	var in serveFlags
	c := &cobra.Command{
		Use:   "serve --bundle FILE|URL",
		Short: "answer access requests over HTTP: AuthZEN 1.0 (by rolecall-live)",
		Long: `Serve is a policy decision point: it answers the OpenID AuthZEN Authorization API 1.0
from a bundle, and looks for a newer bundle as it goes. A bundle that is broken, not
signed by whom --keys names, older or for another target is refused, and the last good
one goes on. It listens on this machine only, unless a certificate and a token
(ROLECALL_SERVE_TOKEN) protect what others could ask.

Besides the API there are /healthz, /readyz and /metrics (Prometheus).`,
		Example: `  rolecall serve --bundle out/prod/bundle.json
  rolecall serve --bundle https://policy.example.com/prod/bundle.json --target search.prod --keys keys.json --cache /var/cache/rolecall/prod --max-age 1h
  ROLECALL_SERVE_TOKEN=… rolecall serve --bundle out/prod/bundle.json --listen 0.0.0.0:8443 --tls-cert cert.pem --tls-key key.pem`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return in.run(w, cmd) },
	}
	in.bundleFlags.addTo(c)
	f := c.Flags()
	f.StringVar(&in.bundle, "bundle", "", "the bundle to decide from: a file, https://… or oci://… (required)")
	f.StringVar(&in.Target, "target", "", "accept bundles of this target only; by default the first one says which")
	f.StringVar(&in.Listen, "listen", "127.0.0.1:8181", "the address to listen on")
	f.StringVar(&in.URL, "public-url", "", "the address that clients know the service by, for its metadata")
	f.StringVar(&in.Cert, "tls-cert", "", "a certificate, as a PEM file")
	f.StringVar(&in.Key, "tls-key", "", "its key, as a PEM file")
	f.DurationVar(&in.Interval, "interval", 30*time.Second, "how long it is from one look for a newer bundle to the next")
	f.DurationVar(&in.MaxAge, "max-age", 0, "deny everything once the bundle's source has been silent for so long; 0: never")
	f.StringVar(&in.Cache, "cache", "", "a file that keeps the last good bundle for a start while its source is away")
	f.StringVar(&in.Log, "decision-log", "", "write every decision to this file as a line of JSON; - is stdout")
	f.StringArrayVar(&in.Erase, "log-erase", nil, "leave this JSON pointer out of the log, as in /input/attributes/principal/email; repeatable")
	f.StringArrayVar(&in.labels, "log-label", nil, "put NAME=VALUE into every line of the log; repeatable")
	return c
}

func (in *serveFlags) run(w *world, cmd *cobra.Command) error {
	if err := in.fill(w, cmd); err != nil {
		return err
	}
	program, err := w.findLive()
	if err != nil {
		return err
	}
	if err := checkLive(program); err != nil {
		return err
	}
	asked, err := json.Marshal(in.Config)
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	child := exec.Command(program, "serve")
	child.Env, child.Stdout, child.Stderr, child.Dir = w.environ, w.stdout, w.stderr, w.dir
	stdin, err := child.StdinPipe() // it stays open: when this program is gone, the other one ends
	if err != nil {
		return fmt.Errorf("run %q: %w", program, err)
	}
	if err := child.Start(); err != nil {
		return fmt.Errorf("run %q: %w", program, cause(err))
	}
	passSignals(child)
	if _, err := stdin.Write(asked); err != nil {
		return errors.Join(fmt.Errorf("run %q: %w", program, err), child.Wait())
	}
	err = child.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() >= 0 {
		return errTold // it has said why
	}
	if err != nil {
		return fmt.Errorf("run %q: %w", program, err)
	}
	return nil
}

// passSignals hands on what is to end this program; the other one ends in order, and then this.
func passSignals(child *exec.Cmd) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		for s := range signals {
			_ = child.Process.Signal(s)
		}
	}()
}

// checkLive asks the other program for its version.
func checkLive(program string) error {
	out, err := exec.Command(program, "version").Output()
	name, its, _ := strings.Cut(strings.TrimSpace(string(out)), " ")
	if err == nil && name != liveProgram {
		err = errors.New("it does not say that it is " + liveProgram)
	}
	return sameBuild(program, its, err)
}

// fill completes the configuration with what is no plain flag.
func (in *serveFlags) fill(w *world, cmd *cobra.Command) error {
	if in.bundle == "" {
		return usagef("there is nothing to decide from: give a bundle with --bundle FILE|URL")
	}
	in.Bundle, in.Signature = in.bundle, in.bundleFlags.signature
	in.Token, in.BundleToken = w.env("ROLECALL_SERVE_TOKEN"), w.env("ROLECALL_BUNDLE_TOKEN")
	if !strings.Contains(in.bundle, "://") {
		abs, err := filepath.Abs(w.path(in.bundle))
		if err != nil {
			return fmt.Errorf("find %q: %w", in.bundle, cause(err))
		}
		in.Bundle = abs
	}
	for _, l := range in.labels {
		name, value, ok := strings.Cut(l, "=")
		if !ok || name == "" {
			return usagef("label %q is not NAME=VALUE", l)
		}
		if in.Labels == nil {
			in.Labels = map[string]string{}
		}
		in.Labels[name] = value
	}
	who, files, err := in.trust(w, cmd)
	if err != nil {
		return err
	}
	if who != nil {
		in.Signed, in.Keys, in.MinSerial = true, files, who.MinSerial
	}
	if err := in.Check(); err != nil {
		return usageError{err}
	}
	return nil
}
