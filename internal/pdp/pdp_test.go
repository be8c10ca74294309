package pdp

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// running is a decision point under test.
type running struct {
	t      *testing.T
	url    string
	client *http.Client
	out    lockedBuffer // its stdout
	notes  lockedBuffer
	stop   func() error
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// start runs a decision point and waits until it listens.
func start(t *testing.T, c setup.Config) *running {
	t.Helper()
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	r := &running{t: t, client: &http.Client{}}
	ctx, cancel := context.WithCancel(context.Background())
	at, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- Run(ctx, c, &r.out, &r.notes, func(address string) { at <- address }) }()
	r.stop = sync.OnceValue(func() error { cancel(); return <-ended })
	t.Cleanup(func() { _ = r.stop() })
	select {
	case address := <-at:
		r.url = "http://" + address
	case err := <-ended:
		ended <- err
		t.Fatal(err)
	}
	return r
}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	res, err := r.client.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

// may asks whether a user may search default.products.
func (r *running) may(user, token string) (code int, allowed bool) {
	r.t.Helper()
	q := fmt.Sprintf(`{"subject":{"type":"user","id":%q},"action":{"name":"Search"},"resource":{"type":"collection","id":"default.products"}}`, user)
	req, err := http.NewRequest("POST", r.url+"/access/v1/evaluation", strings.NewReader(q))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Request-ID", "id-"+user)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := r.client.Do(req)
	if err != nil {
		r.t.Error(err)
		return 0, false
	}
	defer res.Body.Close()
	if got := res.Header.Get("X-Request-ID"); got != "id-"+user {
		r.t.Errorf("request id %q", got)
	}
	var d struct{ Decision bool }
	if res.StatusCode == 200 {
		if err := json.NewDecoder(res.Body).Decode(&d); err != nil {
			r.t.Error(err)
		}
	}
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode, d.Decision
}

// encoded is a bundle of target prod in which one user may search default.products.
func encoded(user string) []byte { return encodedFor("prod", user) }

func encodedFor(target, user string) []byte {
	t := bundle.Table{
		Target: bundle.Target{Kind: "milvus", Name: target, Version: "2.6"},
		Grants: []bundle.Grant{{
			Role: "reader", Privilege: "Search", Level: "collection", Database: "default", Collection: "products",
			EnforcedBy: "server", Via: []string{}, Source: "policy.hcl:1:1",
		}},
		Members: []bundle.Member{{Principal: user, Role: "reader", Source: "policy.hcl:2:1"}},
	}
	return bundle.Encode(&t, &bundle.CEL{Target: t.Target})
}

// put replaces a file in one step.
func put(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name+".new", data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// eventually waits for what looks at a file are to bring about.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%s: not in a minute", what)
		}
	}
}

func TestServes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.json")
	put(t, file, encoded("alice"))
	r := start(t, setup.Config{Bundle: file, Interval: 5 * time.Millisecond, Log: "-", Erase: []string{"/input/principal"}, Labels: map[string]string{"app": "x"}})
	if _, yes := r.may("alice", ""); !yes {
		t.Error("alice may not")
	}
	if _, yes := r.may("bob", ""); yes {
		t.Error("bob may")
	}
	put(t, file, encoded("bob"))
	eventually(t, "the new bundle decides", func() bool { _, yes := r.may("bob", ""); return yes })

	put(t, file, []byte("{"))
	eventually(t, "a broken bundle is told of", func() bool { return strings.Contains(r.notes.String(), "goes on") })
	if _, yes := r.may("bob", ""); !yes {
		t.Error("the last good bundle does not go on")
	}
	for path, want := range map[string]string{
		"/healthz": "200 ok\n", "/readyz": "200 ok\n", "/nothing": "404 404 page not found\n",
	} {
		if code, body := r.get(path); fmt.Sprintf("%d %s", code, body) != want {
			t.Errorf("%s answers %d %q", path, code, body)
		}
	}
	_, metrics := r.get("/metrics")
	for _, want := range []string{
		`rolecall_decisions_total{allowed="true"}`, `rolecall_http_requests_total{code="404",path="other"} 1`,
		`rolecall_bundle_looks_total{result="changed"} 2`, `rolecall_bundle_looks_total{result="failed"}`,
		`rolecall_bundle_info{revision="sha256:`, `rolecall_decision_log_dropped_total 0`,
	} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s in\n%s", want, metrics)
		}
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	log := r.out.String()
	if strings.Contains(log, `"principal":"`) || strings.Count(log, "\n") < 4 || !strings.Contains(log, `"labels":{"app":"x"}`) || !strings.Contains(log, `"req_id":"id-bob"`) {
		t.Errorf("log\n%s", log)
	}
}

// TestUnderLoad replaces the bundle while it is asked, and ends while calls are in
// hand: each is answered, and rightly. In every bundle one of two users may search.
func TestUnderLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.json")
	put(t, file, encoded("alice"))
	r := start(t, setup.Config{Bundle: file, Interval: time.Millisecond})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var g sync.WaitGroup
	var asked, wrong atomic.Int64
	q := `{"evaluations":[{"subject":{"type":"user","id":"alice"}},{"subject":{"type":"user","id":"bob"}}],"action":{"name":"Search"},"resource":{"type":"collection","id":"default.products"}}`
	for range 4 {
		g.Go(func() {
			for ctx.Err() == nil {
				res, err := r.client.Post(r.url+"/access/v1/evaluations", "application/json", strings.NewReader(q))
				if err != nil {
					t.Error(err)
					return
				}
				var d struct{ Evaluations []struct{ Decision bool } }
				err = json.NewDecoder(res.Body).Decode(&d)
				res.Body.Close()
				if asked.Add(1); err != nil || res.StatusCode != 200 || len(d.Evaluations) != 2 {
					wrong.Add(1)
				}
			}
		})
	}
	for i := range 30 {
		user := []string{"bob", "alice"}[i%2]
		put(t, file, encoded(user))
		eventually(t, "swap", func() bool { _, yes := r.may(user, ""); return yes })
	}
	stop()
	g.Wait()
	if asked.Load() == 0 || wrong.Load() > 0 {
		t.Errorf("%d asked, %d wrong", asked.Load(), wrong.Load())
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
}

func TestWhoMayAsk(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "bundle.json")
	put(t, file, encoded("alice"))
	cert, key, roots := certificate(t, dir)
	r := start(t, setup.Config{Bundle: file, Listen: "127.0.0.1:0", Cert: cert, Key: key, Token: "s3cret", Log: filepath.Join(dir, "log")})
	r.url = "https" + strings.TrimPrefix(r.url, "http")
	r.client = &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}
	if code, yes := r.may("alice", "s3cret"); code != 200 || !yes {
		t.Errorf("with the token: %d %v", code, yes)
	}
	for _, token := range []string{"", "other", "s3cre", "s3crets"} {
		if code, yes := r.may("alice", token); code != 401 || yes {
			t.Errorf("token %q: %d %v", token, code, yes)
		}
	}
	if code, _ := r.get("/metrics"); code != 401 {
		t.Errorf("metrics without the token: %d", code)
	}
	if code, _ := r.get("/healthz"); code != 200 {
		t.Errorf("health without the token: %d", code)
	}
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil || strings.Count(string(log), "\n") != 1 || strings.Contains(string(log)+r.notes.String(), "s3cret") {
		t.Errorf("log %s (%v), notes %s", log, err, r.notes.String())
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		setup.Config
		says string
	}{
		{setup.Config{Listen: "127.0.0.1:1"}, ""},
		{setup.Config{Listen: "[::1]:1"}, ""},
		{setup.Config{Listen: "localhost:1"}, ""},
		{setup.Config{Listen: ":1"}, "without a certificate and a token"},
		{setup.Config{Listen: "0.0.0.0:1", Cert: "c", Key: "k"}, "without a token"},
		{setup.Config{Listen: "pdp:1", Token: "t"}, "without a certificate"},
		{setup.Config{Listen: "0.0.0.0:1", Cert: "c", Key: "k", Token: "t"}, ""},
		{setup.Config{Listen: "127.0.0.1:1", Cert: "c"}, "needs its key"},
		{setup.Config{Listen: "127.0.0.1"}, "missing port"},
		{setup.Config{Listen: "127.0.0.1:1", Signed: true}, "needs keys"},
		{setup.Config{Listen: "127.0.0.1:1", Keys: []setup.KeyFile{{}}}, "say nothing"},
		{setup.Config{Listen: "127.0.0.1:1", Signed: true, Keys: []setup.KeyFile{{}}}, ""},
		{setup.Config{Listen: "127.0.0.1:1", Bundle: "oci://r.example/p", Signature: "s"}, "a registry has the signatures"},
		{setup.Config{Listen: "127.0.0.1:1", Interval: -1}, "below zero"},
		{setup.Config{Listen: "127.0.0.1:1", MaxAge: -1}, "below zero"},
	} {
		if err := c.Check(); (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v, want %q", c.Config, err, c.says)
		}
	}
}

// certificate makes one for 127.0.0.1 that signs itself.
func certificate(t *testing.T, dir string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	of := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "pdp"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, of, of, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	put(t, cert, certPEM)
	put(t, key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: keyDER}))
	roots = x509.NewCertPool()
	roots.AppendCertsFromPEM(certPEM)
	return cert, key, roots
}

// TestOneRevisionForACall holds each call, and each line of the log, to one bundle
// while bundles are replaced: in every one of them one of two users may search.
func TestOneRevisionForACall(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "bundle.json")
	alice, err := bundle.Parse(encoded("alice"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, file, encoded("alice"))
	r := start(t, setup.Config{Bundle: file, Interval: time.Millisecond, Log: filepath.Join(dir, "log")})
	q := `{"action":{"name":"Search"},"resource":{"type":"collection","id":"default.products"},"subject":{"type":"user","id":"alice"},"evaluations":[{}` + strings.Repeat(",{}", 499) + `]}`
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var g sync.WaitGroup
	for range 2 {
		g.Go(func() {
			for ctx.Err() == nil {
				res, err := r.client.Post(r.url+"/access/v1/evaluations", "application/json", strings.NewReader(q))
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if n := bytes.Count(body, []byte(`"decision":true`)); err != nil || n != 0 && n != 500 {
					t.Errorf("%d of 500 are allowed (%v)", n, err)
				}
			}
		})
	}
	for i := range 30 {
		user := []string{"bob", "alice"}[i%2]
		put(t, file, encoded(user))
		eventually(t, "swap", func() bool { _, yes := r.may(user, ""); return yes })
	}
	stop()
	g.Wait()
	if err := r.stop(); err != nil {
		t.Error(err)
	}
	log, err := os.ReadFile(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(log) {
		var e struct {
			Input   struct{ Principal string }
			Bundles map[string]struct{ Revision string }
			Result  struct{ Allowed bool }
		}
		if err := json.Unmarshal(line, &e); err != nil {
			t.Fatal(err)
		}
		if e.Result.Allowed != ((e.Bundles["prod"].Revision == alice.Revision) == (e.Input.Principal == "alice")) {
			t.Fatalf("another bundle made this decision: %s", line)
		}
	}
}

// stuck is a reader that does not read any more.
type stuck struct{ until chan struct{} }

func (s stuck) Write(p []byte) (int, error) {
	<-s.until
	return len(p), nil
}

// TestStuckLog ends though nobody reads the log.
func TestStuckLog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "bundle.json")
	put(t, file, encoded("alice"))
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	out := stuck{make(chan struct{})}
	defer close(out.until)
	p := &point{setup.Config{Bundle: file, Listen: "127.0.0.1:0", Log: "-"}, 20 * time.Millisecond}
	err := p.run(ctx, out, io.Discard, func(address string) {
		go func() {
			defer cancel()
			r := &running{t: t, url: "http://" + address, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
			r.may("alice", "")
		}()
	})
	if err == nil || !strings.Contains(err.Error(), "could not be written to its end") {
		t.Errorf("ends with %v", err)
	}
}
