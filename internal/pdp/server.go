package pdp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/authzen"
	"github.com/rolecall/rolecall/bundle/decisionlog"
	"github.com/rolecall/rolecall/bundle/reload"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// Paths besides those of the API.
const (
	livePath    = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// known are the paths whose calls are counted by name.
var known = map[string]bool{
	livePath: true, readyPath: true, metricsPath: true, authzen.MetadataPath: true,
	authzen.EvaluationPath: true, authzen.EvaluationsPath: true,
	authzen.SubjectPath: true, authzen.ResourcePath: true, authzen.ActionPath: true,
}

// grace is how long calls in hand may take when the server ends, and the log after them.
const grace = 10 * time.Second

// point is a decision point as it was configured.
type point struct {
	setup.Config
	grace time.Duration
}

// Run serves until ctx ends and calls in hand are answered. started is told the
// address, and may be nil; notes are one line each.
func Run(ctx context.Context, given setup.Config, stdout, notes io.Writer, started func(address string)) error {
	if err := given.Check(); err != nil {
		return err
	}
	return (&point{given, grace}).run(ctx, stdout, notes, started)
}

func (c *point) run(ctx context.Context, stdout, notes io.Writer, started func(address string)) (err error) {
	note := log.New(notes, "rolecall: ", 0)
	decisions, done, err := c.openLog(stdout)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := within(c.grace, done); err == nil {
			err = closeErr
		}
	}()
	m := newMetrics()
	k, err := c.keep(ctx, m, note)
	if err != nil {
		return err
	}
	defer k.Close()
	m.watch(k, decisions)
	listener, err := c.listen(ctx)
	if err != nil {
		return err
	}
	srv := &http.Server{
		Handler: c.handler(k, m, decisions), ErrorLog: note,
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 16 << 10,
	}
	if started != nil {
		started(listener.Addr().String())
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.grace)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil {
		return fmt.Errorf("end in order: %w", err)
	}
	return nil
}

// keep opens the bundle and tells of what becomes of it.
func (c *point) keep(ctx context.Context, m *metrics, note *log.Logger) (*reload.Keeper, error) {
	source, err := c.source()
	if err != nil {
		return nil, err
	}
	judge, err := c.judge()
	if err != nil {
		return nil, err
	}
	var failed bool
	o := reload.Options{
		Interval: c.Interval, MaxAge: c.MaxAge, Cache: c.Cache, Conditions: conditions, Timeout: 2 * wait,
		Observe: func(e reload.Event) {
			m.looked(e)
			switch {
			case e.Err != nil && e.Revision != "" && !failed:
				note.Printf("%v; %s goes on", e.Err, e.Revision)
			case e.Changed, failed && e.Err == nil:
				note.Printf("uses %s of %q", e.Revision, e.Source)
			}
			if e.CacheErr != nil {
				note.Print(e.CacheErr)
			}
			failed = e.Err != nil
		},
	}
	judge.rules(&o)
	return reload.Open(ctx, source, o)
}

// handler answers the API to who may ask; health and metrics need no token.
func (c *point) handler(k *reload.Keeper, m *metrics, decisions *decisionlog.Log) http.Handler {
	api := authzen.Handler(k, authzen.Options{URL: strings.TrimSuffix(c.URL, "/"), Observe: func(r *http.Request, b *bundle.Bundle, req *bundle.Request, d bundle.Decision) {
		m.decided(d)
		if decisions == nil {
			return
		}
		e := decisionlog.Entry{
			At: time.Now(), RequestedBy: r.RemoteAddr, RequestID: r.Header.Get(authzen.RequestID), Request: *req, Decision: d,
		}
		if b != nil {
			e.Target, e.Revision = b.Target.Name, b.Revision
		}
		decisions.Record(e)
	}})
	mux := http.NewServeMux()
	mux.Handle("/", guarded(api, c.Token))
	mux.Handle("GET "+metricsPath, guarded(m.handler(), c.Token))
	mux.HandleFunc("GET "+livePath, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	mux.HandleFunc("GET "+readyPath, func(w http.ResponseWriter, _ *http.Request) {
		if now := time.Now(); k.Stale(now) {
			http.Error(w, "the bundle is stale", http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return m.counted(mux)
}

// listen opens the address, with TLS where there is a certificate.
func (c *point) listen(ctx context.Context) (net.Listener, error) {
	var pair tls.Certificate
	if c.Cert != "" {
		var err error
		if pair, err = tls.LoadX509KeyPair(c.Cert, c.Key); err != nil {
			return nil, fmt.Errorf("read certificate of %q: %w", c.Cert, err)
		}
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if c.Cert == "" {
		return l, nil
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}), nil
}

// within gives what do gives, unless that takes longer than d: whoever reads the log
// may have stopped.
func within(d time.Duration, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-time.After(d):
		return fmt.Errorf("end decision log: it could not be written to its end in %s", d)
	}
}

// openLog opens the log of decisions; none is asked for by an empty name. done writes what waits.
func (c *point) openLog(stdout io.Writer) (l *decisionlog.Log, done func() error, err error) {
	if c.Log == "" {
		return nil, func() error { return nil }, nil
	}
	o := decisionlog.Options{Labels: c.Labels, Erase: c.Erase}
	if c.Log == "-" {
		if l, err = decisionlog.New(stdout, o); err != nil {
			return nil, nil, err
		}
		return l, l.Close, nil
	}
	f, err := os.OpenFile(c.Log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("open decision log: %w", err)
	}
	if l, err = decisionlog.New(f, o); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return l, func() error { return errors.Join(l.Close(), f.Close()) }, nil
}
