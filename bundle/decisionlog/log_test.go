package decisionlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

func entry() Entry {
	return Entry{
		At: time.Date(2026, 11, 20, 10, 0, 0, 5, time.UTC), Took: 1500, RequestedBy: "127.0.0.1:4", RequestID: "7",
		Target: "prod", Revision: "sha256:1",
		Request: bundle.Request{
			Principal: "alice", Privilege: "Search", Database: "catalog", Collection: "a<b",
			Attributes: bundle.Attributes{Principal: map[string]any{"tenant": "acme", "e/mail": "a@example.com"}},
		},
		Decision: bundle.Decision{Allowed: true, Role: "reader", Source: "p.hcl:1:1", Reason: `role "reader" grants it`},
	}
}

var id = regexp.MustCompile(`"decision_id":"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"`)

func logged(t *testing.T, o Options, entries ...Entry) string {
	t.Helper()
	var out bytes.Buffer
	l, err := New(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		l.Record(e)
	}
	if err := l.Close(); err != nil || l.Dropped() != 0 {
		t.Fatal(err, l.Dropped())
	}
	return id.ReplaceAllString(out.String(), `"decision_id":"ID"`)
}

func TestLine(t *testing.T) {
	const want = `{"labels":{"service":"pdp"},"decision_id":"ID","req_id":"7","bundles":{"prod":{"revision":"sha256:1"}},` +
		`"path":"rolecall/decision","input":{"principal":"alice","privilege":"Search","database":"catalog","collection":"a<b",` +
		`"attributes":{"principal":{"e/mail":"a@example.com","tenant":"acme"}}},` +
		`"result":{"allowed":true,"role":"reader","source":"p.hcl:1:1","condition":"","reason":"role \"reader\" grants it"},` +
		`"requested_by":"127.0.0.1:4","timestamp":"2026-11-20T10:00:00.000000005Z","metrics":{"timer_server_handler_ns":1500}}` + "\n"
	if got := logged(t, Options{Labels: map[string]string{"service": "pdp"}}, entry()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := logged(t, Options{}, Entry{}); strings.Contains(got, "bundles") || strings.Contains(got, "req_id") {
		t.Errorf("says more than it knows: %s", got)
	}
}

func TestErase(t *testing.T) {
	e := entry()
	for _, c := range []struct {
		erase  []string
		gone   string
		erased string
	}{
		{[]string{"/input/principal"}, "alice", `["/input/principal","/result/reason"]`},
		{[]string{"/input/attributes/principal/e~1mail"}, "a@example.com", `["/input/attributes/principal/e~1mail","/result/reason"]`},
		{[]string{"/input/attributes/principal"}, "acme", `["/input/attributes/principal","/result/reason"]`},
		{[]string{"/requested_by"}, "127.0.0.1", `["/requested_by"]`},
		{[]string{"/input/attributes/resource/x", "/result/reason"}, "grants it", `["/result/reason"]`},
		{[]string{"/input/privilege", "/input/database", "/input/collection"}, "catalog", `["/input/collection","/input/database","/input/privilege","/result/reason"]`},
	} {
		got := logged(t, Options{Erase: c.erase}, e)
		var line struct{ Erased json.RawMessage }
		if err := json.Unmarshal([]byte(got), &line); err != nil || strings.Contains(got, c.gone) || string(line.Erased) != c.erased {
			t.Errorf("%v leaves %s (%v)", c.erase, got, err)
		}
	}
	if len(e.Request.Attributes.Principal) != 2 {
		t.Error("erasing changes the entry")
	}
	for _, p := range []string{"", "/input", "/input/roles", "input/principal", "/input/attributes/user/x", "/input/attributes/principal/"} {
		if _, err := New(&bytes.Buffer{}, Options{Erase: []string{p}}); err == nil {
			t.Errorf("mask %q is taken", p)
		}
	}
}

// stuck is a writer that waits.
type stuck struct{ until chan struct{} }

func (s stuck) Write(p []byte) (int, error) { <-s.until; return len(p), nil }

// TestNeverWaits shows that a writer that is stuck costs lines, not time.
func TestNeverWaits(t *testing.T) {
	w := stuck{make(chan struct{})}
	l, err := New(w, Options{Buffer: 10})
	if err != nil {
		t.Fatal(err)
	}
	var g sync.WaitGroup
	for range 4 {
		g.Go(func() {
			for range 1000 {
				l.Record(entry())
			}
		})
	}
	g.Wait()
	if d := l.Dropped(); d < 3000 {
		t.Errorf("only %d of 4000 dropped, with room for 10 and what a full write holds", d)
	}
	close(w.until)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	before := l.Dropped()
	l.Record(entry())
	if l.Dropped() != before+1 || l.Close() != nil {
		t.Error("a closed log takes a decision")
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestBrokenWriter(t *testing.T) {
	l, err := New(broken{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	l.Record(entry())
	if err := l.Close(); err == nil || err.Error() != "write decision log: disk full" || l.Dropped() == 0 {
		t.Errorf("error %v, %d dropped", err, l.Dropped())
	}
}

func BenchmarkRecord(b *testing.B) {
	l, err := New(stuck{make(chan struct{})}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	e := entry()
	b.ReportAllocs()
	for b.Loop() {
		l.Record(e)
	}
}
