package usage_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/bundle/decisionlog"
	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/internal/anypolicy"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// ground is the one target of a policy.
func ground(t anypolicy.Failer, text string) *query.Ground {
	t.Helper()
	g, err := query.OfPolicy(anypolicy.Model(t, text), now)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// drawRequest draws a request that a policy of package anypolicy may allow.
func drawRequest(t *rapid.T, c *schema.Catalog) bundle.Request {
	names := make([]string, len(c.Privileges))
	for i := range c.Privileges {
		names[i] = c.Privileges[i].Name
	}
	r := bundle.Request{
		Principal: rapid.SampledFrom([]string{"u0", "u1", "u1", "root", "a-stranger", ""}).Draw(t, "principal"),
		Privilege: rapid.SampledFrom(names).Draw(t, "privilege"),
	}
	if c.Behaviour.Scoped {
		r.Database = rapid.SampledFrom([]string{"db1", "db1", "db2", "*", "", "elsewhere"}).Draw(t, "database")
		r.Collection = rapid.SampledFrom([]string{"c1", "c2", "live", "*", "", "other"}).Draw(t, "collection")
	}
	switch rapid.IntRange(0, 7).Draw(t, "roles") {
	case 0:
		r.Roles = []string{"r0"}
	case 1:
		r.Roles = []string{"r1", "nobody_has_it"}
	}
	if rapid.Bool().Draw(t, "attributes") {
		r.Attributes.Principal = map[string]any{"tenant": rapid.SampledFrom([]string{"acme", "xyz", "other"}).Draw(t, "tenant")}
	}
	return r
}

// moments are before, at and after the bindings of a drawn policy end.
func drawMoment(t *rapid.T) time.Time {
	return now.AddDate(0, 0, rapid.IntRange(-2, 2).Draw(t, "day")).Add(time.Duration(rapid.IntRange(0, 86399).Draw(t, "second")) * time.Second)
}

func conditions(t anypolicy.Failer, b *bundle.Bundle) bundle.Conditions {
	set, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// logOf is the log of a service that decides by a bundle.
func logOf(t anypolicy.Failer, b *bundle.Bundle, name string, requests []bundle.Request, at []time.Time, erase ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	l, err := decisionlog.New(&out, decisionlog.Options{Erase: erase})
	if err != nil {
		t.Fatal(err)
	}
	conds := conditions(t, b)
	for i := range requests {
		l.Record(decisionlog.Entry{At: at[i], Target: name, Revision: "sha256:1", Request: requests[i], Decision: b.Decide(&requests[i], at[i], conds)})
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A log of a policy that is replayed over it is answered as before, what was
// allowed is use of something, and lines that tell less never make it otherwise.
func TestReplayAgreesWithDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := ground(t, anypolicy.Draw(t))
		var requests []bundle.Request
		var at []time.Time
		allowed := 0
		conds := conditions(t, g.Bundle)
		for range rapid.IntRange(1, 20).Draw(t, "requests") {
			r := drawRequest(t, g.Catalog)
			r.Roles = nil // a decision log does not have them
			requests, at = append(requests, r), append(at, drawMoment(t))
			if g.Bundle.Decide(&r, at[len(at)-1], conds).Allowed {
				allowed++
			}
		}
		erase := rapid.SampledFrom([][]string{nil, nil, {"/input/principal"}, {"/input/privilege"}, {"/input/database"}, {"/input/collection"}, {"/input/attributes/principal"}}).Draw(t, "erased")
		log := logOf(t, g.Bundle, g.Target.Name, requests, at, erase...)
		tally, err := usage.New(g, usage.Options{Replay: true})
		if err != nil {
			t.Fatal(err)
		}
		feed := &usage.Feed{Decisions: usage.Decisions{Target: g.Target.Name}, Take: tally.Add}
		if err := feed.Read(bytes.NewReader(log)); err != nil {
			t.Fatal(err)
		}
		r := tally.Result(feed.Lines)
		if len(erase) == 0 && r.Replay.Same != len(requests) {
			t.Fatalf("%d of %d answered as before:\n%s%+v", r.Replay.Same, len(requests), log, r.Replay)
		}
		if r.Replay.NewlyDenied+r.Replay.NewlyAllowed > 0 {
			t.Fatalf("answered otherwise by the same policy: %+v\n%s", r.Replay, log)
		}
		if r.Window.Allowed != allowed || r.Window.Unexplained > 0 {
			t.Fatalf("%d allowed, not %d; %d unexplained\n%s", r.Window.Allowed, allowed, r.Window.Unexplained, log)
		}
	})
}

// An event with nothing left out is answered as Decide does, roles of its own included.
func TestAnswersAsDecide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := ground(t, anypolicy.Draw(t))
		tally, err := usage.New(g, usage.Options{Replay: true})
		if err != nil {
			t.Fatal(err)
		}
		conds := conditions(t, g.Bundle)
		var otherwise, same int
		for range rapid.IntRange(1, 30).Draw(t, "requests") {
			r, at := drawRequest(t, g.Catalog), drawMoment(t)
			is := rapid.Bool().Draw(t, "was allowed")
			if g.Bundle.Decide(&r, at, conds).Allowed == is {
				same++
			} else {
				otherwise++
			}
			tally.Add(&usage.Event{At: at, Principal: r.Principal, Roles: r.Roles, Needs: [][]string{{r.Privilege}}, Database: r.Database, Collection: r.Collection, Attributes: r.Attributes, Allowed: is})
		}
		got := tally.Result(usage.Lines{}).Replay
		if got.Same != same || got.NewlyAllowed+got.NewlyDenied != otherwise {
			t.Fatalf("%d as before and %d otherwise, want %d and %d: %+v", got.Same, got.NewlyAllowed+got.NewlyDenied, same, otherwise, got)
		}
	})
}

// What a line leaves out makes a use possible: of nothing that was used without it is said that it was not.
func TestErasedIsNotUnused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := ground(t, anypolicy.Draw(t))
		full, _ := usage.New(g, usage.Options{Complete: true})
		less, _ := usage.New(g, usage.Options{Complete: true})
		conds := conditions(t, g.Bundle)
		for range rapid.IntRange(1, 10).Draw(t, "requests") {
			r, at := drawRequest(t, g.Catalog), drawMoment(t)
			d := g.Bundle.Decide(&r, at, conds)
			e := usage.Event{At: at, Principal: r.Principal, Roles: r.Roles, Needs: [][]string{{r.Privilege}}, Database: r.Database, Collection: r.Collection, Attributes: r.Attributes, Allowed: d.Allowed, Role: d.Role, Condition: d.Condition}
			full.Add(&e)
			e.Missing = usage.Fields(rapid.IntRange(0, 31).Draw(t, "missing"))
			if e.Roles == nil {
				less.Add(blank(e))
			} else {
				less.Add(&e)
			}
		}
		used, known := full.Result(usage.Lines{}), less.Result(usage.Lines{})
		for i, r := range used.Roles {
			if r.Status == usage.Used && known.Roles[i].Status == usage.Unused {
				t.Fatalf("role %s was used, and is unused where lines tell less", r.Role)
			}
		}
	})
}

// blank takes what is missing out of an event.
func blank(e usage.Event) *usage.Event {
	for i, take := range []func(){
		func() { e.Principal = "" }, func() { e.Needs = nil }, func() { e.Database = "" }, func() { e.Collection = "" }, func() { e.Attributes = bundle.Attributes{} },
	} {
		if e.Missing&(1<<i) != 0 {
			take()
		}
	}
	return &e
}

const shop = `target "milvus" "shop" {
  version = "2.6"
  database "catalog" {
    collections = ["products", "reviews"]
  }
}
role "reader" {
  grant {
    privileges = ["Query", "Search"]
    database   = "catalog"
    collection = ["products", "reviews"]
  }
}
role "writer" {
  grant {
    privileges = ["Delete", "Insert"]
    database   = "catalog"
    collection = "*"
  }
}
binding "all" {
  roles = [role.reader, role.writer]
  users = ["alice", "bob"]
}
`

// drawnLog has n lines of a server, all allowed.
func drawnLog(n int) []byte {
	var b bytes.Buffer
	at := time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&b, "[%s] [ACCESS] <%s: tcp-10.0.0.5:50312> Search [status: Successful] [code: 0] [sdk: Python-2.6.0] [msg: ] [traceID: 7f%x] [timeCost: 3.2ms] [database: catalog] [collection: %s] [partitions: []] [expr: id > %d] [nq: 1] [params: {\"metric_type\":\"L2\"}]\n",
			at.Add(time.Duration(i)*time.Second).Format("2006/01/02 15:04:05.000 -07:00"), []string{"alice", "bob"}[i%2], i, []string{"products", "reviews"}[i/2%2], i)
	}
	return b.Bytes()
}

func BenchmarkAccessLog(b *testing.B) {
	benchmark(b, drawnLog(50_000), 50_000)
}

func BenchmarkDecisionLog(b *testing.B) {
	g := ground(b, shop)
	var requests []bundle.Request
	var at []time.Time
	for i := range 20_000 {
		requests = append(requests, bundle.Request{Principal: "alice", Privilege: "Search", Database: "catalog", Collection: "products"})
		at = append(at, now.Add(time.Duration(i)*time.Second))
	}
	var out bytes.Buffer
	l, err := decisionlog.New(&out, decisionlog.Options{Buffer: len(requests)})
	if err != nil {
		b.Fatal(err)
	}
	for i := range requests {
		l.Record(decisionlog.Entry{At: at[i], Target: "shop", Request: requests[i], Decision: g.Bundle.Decide(&requests[i], at[i], nil)})
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	benchmark(b, out.Bytes(), len(requests))
}

func benchmark(b *testing.B, log []byte, lines int) {
	g := ground(b, shop)
	b.SetBytes(int64(len(log)))
	b.ReportAllocs()
	for b.Loop() {
		tally, err := usage.New(g, usage.Options{Replay: true})
		if err != nil {
			b.Fatal(err)
		}
		feed := &usage.Feed{Decisions: usage.Decisions{Target: "shop"}, Readers: []usage.Reader{serverLog(b, g.Catalog)}, Take: tally.Add}
		if err := feed.Read(bytes.NewReader(log)); err != nil {
			b.Fatal(err)
		}
		if feed.Lines.Requests != lines {
			b.Fatalf("%+v", feed.Lines)
		}
	}
	b.ReportMetric(float64(lines)*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
}

func serverLog(t anypolicy.Failer, c *schema.Catalog, formats ...string) *usage.AccessLog {
	t.Helper()
	vendor, ok := all.Find(c.Kind)
	if !ok || vendor.AccessLog == nil {
		t.Fatalf("no access log of %q", c.Kind)
	}
	a, err := usage.NewAccessLog(vendor.AccessLog(), c, formats)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
