package decisionlog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
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
		{[]string{"/input/attributes/principal/~0~1"}, "grants it", `["/result/reason"]`},
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
	token := entry()
	token.Request.Principal, token.Decision.Role = "token:alice", "token:alice"
	for _, c := range []struct {
		erase  []string
		gone   string
		erased string
	}{
		{[]string{"/input/principal"}, "token:alice", `["/input/principal","/result/reason","/result/role"]`},
		{[]string{"/input/principal", "/result/role"}, "token:alice", `["/input/principal","/result/reason","/result/role"]`},
		{[]string{"/req_id"}, "req_id\":\"7", `["/req_id"]`},
		{[]string{"/result/role"}, "role\":\"token:alice", `["/result/reason","/result/role"]`},
		{[]string{"/result/source", "/result/condition"}, "p.hcl", `["/result/reason","/result/source"]`},
	} {
		got := logged(t, Options{Erase: c.erase}, token)
		var line struct{ Erased json.RawMessage }
		if err := json.Unmarshal([]byte(got), &line); err != nil || strings.Contains(got, c.gone) || string(line.Erased) != c.erased {
			t.Errorf("%v leaves %s (%v)", c.erase, got, err)
		}
	}
	for _, p := range []string{"", "/input", "/input/roles", "input/principal", "/input/attributes/user/x", "/input/attributes/principal/",
		"/input/attributes/principal/contact/email", "/input/attributes/principal/a~2b", "/input/attributes/principal/a~"} {
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

// TestLimitOfBytes shows that large entries do not fill the memory behind a writer that is stuck.
func TestLimitOfBytes(t *testing.T) {
	w := stuck{make(chan struct{})}
	l, err := New(w, Options{BufferBytes: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	large := entry()
	large.Request.Attributes.Principal = map[string]any{"tenant": []any{strings.Repeat("x", 100<<10), map[string]any{"y": strings.Repeat("x", 100<<10)}}}
	for range 100 {
		l.Record(large)
	}
	if d := l.Dropped(); d < 90 {
		t.Errorf("only %d of 100 dropped, with room for 5", d)
	}
	close(w.until)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if n := l.bytes.Load() + l.count.Load(); n != 0 {
		t.Errorf("%d left to count when all is written", n)
	}
}

// TestCloseBefore shows that a writer that is stuck holds nobody up.
func TestCloseBefore(t *testing.T) {
	w := stuck{make(chan struct{})}
	l, err := New(w, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		l.Record(entry())
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := l.CloseBefore(ctx); !errors.Is(err, context.Canceled) || err.Error() != "write decision log: context canceled: 3 decisions are not written" {
		t.Errorf("closing with a writer that is stuck gives %v", err)
	}
	close(w.until)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	if err := l.CloseBefore(ctx); err != nil || l.Dropped() != 0 {
		t.Errorf("closing again, when all is written: %v, %d dropped", err, l.Dropped())
	}
}

// flaky writes half of what it gets for the first time, and all from then on.
type flaky struct {
	bytes.Buffer
	written chan struct{}
}

func (f *flaky) Write(p []byte) (int, error) {
	if f.written != nil {
		close(f.written)
		f.written = nil
		n, _ := f.Buffer.Write(p[:len(p)/2])
		return n, errors.New("disk full")
	}
	return f.Buffer.Write(p)
}

// TestGoesOnAfterAnError shows that a failed write costs the lines of that write, which are counted.
func TestGoesOnAfterAnError(t *testing.T) {
	for _, size := range []int{1, 200 << 10} { // in a page, and more than one
		failed := make(chan struct{})
		w := &flaky{written: failed}
		l, err := New(w, Options{})
		if err != nil {
			t.Fatal(err)
		}
		first := entry()
		first.Request.Collection = strings.Repeat("x", size)
		l.Record(first)
		<-failed
		for range 100 {
			l.Record(entry())
		}
		if err := l.Close(); err == nil || err.Error() != "write decision log: disk full" {
			t.Errorf("error %v", err)
		}
		whole := 0
		for text := range strings.Lines(w.String()) {
			if json.Valid([]byte(text)) {
				whole++
			}
		}
		if whole != 100 || l.Dropped() != 1 {
			t.Errorf("%d lines of 101, %d dropped", whole, l.Dropped())
		}
	}
}

// TestLostLinesAreCounted shows that each line of a page that is lost is counted, and none that was written.
func TestLostLinesAreCounted(t *testing.T) {
	w := &flaky{written: make(chan struct{})}
	p := &page{to: w}
	for range 10 {
		e := entry()
		if err := p.add((&Log{}).line(&e, "id")); err != nil {
			t.Fatal(err)
		}
	}
	if lines, lost, err := p.flush(); lines != 10 || lost != 5 || err == nil {
		t.Errorf("%d of %d lines lost, %v", lost, lines, err)
	}
	if lines, lost, err := p.flush(); lines+lost != 0 || err != nil {
		t.Errorf("an empty page: %d of %d lines lost, %v", lost, lines, err)
	}
}

// TestLineThatDoesNotEncode shows that it costs no other line.
func TestLineThatDoesNotEncode(t *testing.T) {
	var out bytes.Buffer
	l, err := New(&out, Options{})
	if err != nil {
		t.Fatal(err)
	}
	broken := entry()
	broken.Request.Attributes.Request = map[string]any{"n": math.NaN()}
	for range 50 {
		l.Record(entry())
	}
	l.Record(broken)
	l.Record(entry())
	err = l.Close()
	if n := strings.Count(out.String(), "\n"); n != 51 || l.Dropped() != 1 || err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("%d lines of 51, %d dropped, %v", n, l.Dropped(), err)
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
