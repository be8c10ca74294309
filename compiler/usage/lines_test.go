package usage_test

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/schema/target/all"
)

const head = "[2026/11/18 10:00:00.123 +02:00] [ACCESS] <alice: tcp-[::1]:50312> "

// Each line of a server with what is read of it.
func TestAccessLog(t *testing.T) {
	c := ground(t, shop).Catalog
	a := serverLog(t, c)
	base := func(what string) string {
		return head + what + " [sdk: Python-2.6.0] [msg: ] [traceID: 7f] [timeCost: 3.2ms]"
	}
	for _, x := range []struct {
		name, line string
		skip       usage.Skip
		want       usage.Event
	}{
		{"search", base("Search [status: Successful] [code: 0]") + " [database: catalog] [collection: products] [partitions: [a b]] [expr: a in [1, 2]] [nq: 1] [params: {\"k\":\"[3]\"}]", usage.Taken,
			usage.Event{Needs: [][]string{{"Search"}}, Database: "catalog", Collection: "products", Allowed: true, Missing: usage.NoAttributes}},
		{"query of an older version", base("Query [status: Failed] [code: 100]") + " [database: ] [collection: products] [partitions: Unknown] [expr: id > 3]", usage.Taken,
			usage.Event{Needs: [][]string{{"Query"}}, Collection: "products", Allowed: true, Missing: usage.NoAttributes}},
		{"base", base("HybridSearch [status: Successful] [code: 0]"), usage.Taken,
			usage.Event{Needs: [][]string{{"Search"}}, Allowed: true, Missing: usage.NoAttributes | usage.NoDatabase | usage.NoCollection}},
		{"denied", base("DropCollection [status: GrpcPermissionDenied] [code: 65535]"), usage.Taken,
			usage.Event{Needs: [][]string{{"DropCollection"}}, Missing: usage.NoAttributes | usage.NoDatabase | usage.NoCollection}},
		{"denied over REST", base("/v2/vectordb/entities/insert [status: HttpError403] [code: 65535]"), usage.Taken,
			usage.Event{Needs: [][]string{{"Insert"}}, Missing: usage.NoAttributes | usage.NoDatabase | usage.NoCollection}},
		{"one's own password, maybe", base("UpdateCredential [status: Successful] [code: 0]"), usage.Taken,
			usage.Event{Needs: [][]string{{"UpdateUser"}}, Allowed: true, Own: true, Missing: usage.NoAttributes | usage.NoDatabase | usage.NoCollection}},
		{"as documented", head + "Insert-Successful-0 [traceID: 7f] [timeCost: 3ms]", usage.Taken,
			usage.Event{Needs: [][]string{{"Insert"}}, Allowed: true, Missing: usage.NoAttributes | usage.NoDatabase | usage.NoCollection}},
		{"as documented for queries", head + "Successful-Query [traceID: 7f] [timeCost: 3ms] [database: catalog] [collection: Unknown] [partitions: ] [expr: ]", usage.Taken,
			usage.Event{Needs: [][]string{{"Query"}}, Database: "catalog", Allowed: true, Missing: usage.NoAttributes | usage.NoCollection}},
		{"who calls was not proven", base("Search [status: GrpcUnauthenticated] [code: 65535]"), usage.Unproven, usage.Event{}},
		{"takes no privilege", base("Connect [status: Successful] [code: 0]"), usage.Open, usage.Event{}},
		{"no such operation", base("Frobnicate [status: Successful] [code: 0]"), usage.Unknown, usage.Event{}},
		{"no such day", strings.Replace(base("Search [status: Successful] [code: 0]"), "11/18", "13/18", 1), usage.Malformed, usage.Event{}},
		{"the rest of a message", "  at line 3", usage.Malformed, usage.Event{}},
		{"nothing", " \r\n", usage.Blank, usage.Event{}},
		// What who calls may write must not become another line's end.
		{"a message that goes on as a line would", head + "Search [status: Failed] [code: 1] [sdk: x] [msg: a] [traceID: 1] [timeCost: 1ms] [database: secret] [collection: c] [partitions: ] [expr: b] [traceID: 7f] [timeCost: 3ms]", usage.Malformed, usage.Event{}},
	} {
		var e usage.Event
		skip, operation := a.Parse([]byte(x.line), &e)
		if skip != x.skip || (operation != "") != (skip == usage.Unknown) {
			t.Errorf("%s: skip %d %q, want %d", x.name, skip, operation, x.skip)
			continue
		}
		if skip != usage.Taken {
			continue
		}
		x.want.At, x.want.Principal, x.want.Server = time.Date(2026, 11, 18, 8, 0, 0, 123e6, time.UTC), "alice", true
		if !equal(&e, &x.want) {
			t.Errorf("%s: %+v, want %+v", x.name, e, x.want)
		}
	}
	var e usage.Event
	if a.Parse([]byte(strings.Replace(base("Search [status: Successful] [code: 0]"), "alice", "Unknown", 1)), &e); e.Missing&usage.NoPrincipal == 0 || e.Principal != "" {
		t.Errorf("a user that the server does not know is %q", e.Principal)
	}
}

func equal(a, b *usage.Event) bool {
	return a.At.Equal(b.At) && a.Principal == b.Principal && a.Database == b.Database && a.Collection == b.Collection && a.Missing == b.Missing &&
		a.Allowed == b.Allowed && a.Own == b.Own && a.Server == b.Server && len(a.Needs) == len(b.Needs) && a.Needs[0][0] == b.Needs[0][0]
}

// Every operation and path of every version is guarded by one privilege: lines are not ambiguous.
func TestCallsTakeOnePrivilege(t *testing.T) {
	for _, vendor := range all.Targets {
		if vendor.AccessLog == nil {
			continue
		}
		log := vendor.AccessLog()
		for _, version := range vendor.Versions {
			c, _ := vendor.Catalog(version)
			by := map[string]string{}
			for _, p := range c.Privileges {
				for _, o := range p.Operations {
					for _, name := range append([]string{o.Name}, o.REST...) {
						if before := by[name]; before != "" && before != p.Name && !o.Unreachable {
							t.Errorf("%s %s: %s is guarded by %s and %s", vendor.Kind, version, name, before, p.Name)
						}
						by[name] = p.Name
					}
				}
			}
			for _, name := range log.Own {
				if by[name] == "" {
					t.Errorf("%s %s: %s is no operation", vendor.Kind, version, name)
				}
			}
		}
	}
}

func TestLineFormats(t *testing.T) {
	vendor, _ := all.Find("milvus")
	c := ground(t, shop).Catalog
	for format, want := range map[string]string{
		"$time_now $user_name":                    `it does not tell the operation`,
		"$time_now$user_name $method_name":        `nothing stands between two values`,
		"$time_now $user_name $method_nam":        `"$method_nam" is no value that the server knows`,
		"$time_now | $user_name | $method_name":   "",
		"[$time_now] <$user_name> $method_name $": `"$" is no value that the server knows`,
	} {
		a, err := usage.NewAccessLog(vendor.AccessLog(), c, []string{format})
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", format, err, want)
		}
		if err != nil {
			continue
		}
		var e usage.Event
		if skip, _ := a.Parse([]byte("2026/11/18 10:00:00.123 +02:00 | alice | Insert"), &e); skip != usage.Taken || e.Principal != "alice" || !e.Allowed {
			t.Errorf("%s: %d %+v", format, skip, e)
		}
	}
	for _, f := range vendor.AccessLog().Formats {
		if _, err := usage.NewAccessLog(vendor.AccessLog(), c, []string{f.Format}); err != nil {
			t.Error(err)
		}
	}
}

// Each line of a decision log with what is read of it.
func TestDecisions(t *testing.T) {
	const at = `"timestamp":"2026-11-18T10:00:00.5Z"`
	const input = `"input":{"principal":"alice","privilege":"Search","database":"catalog","collection":"products"}`
	for _, x := range []struct {
		name, line string
		skip       usage.Skip
		allowed    bool
		missing    usage.Fields
		role       string
	}{
		{"ours", `{"labels":{},"bundles":{"shop":{"revision":"1"}},"path":"rolecall/decision",` + input + `,"result":{"allowed":true,"role":"reader","source":"","condition":"","reason":""},` + at + `}`, usage.Taken, true, 0, "reader"},
		{"a no", `{"path":"rolecall/decision",` + input + `,"result":{"allowed":false,"role":"reader"},` + at + `}`, usage.Taken, false, 0, ""},
		{"of OPA, which calls bundles as it likes", `{"labels":{"id":"1","version":"1.0"},"bundles":{"authz":{}},"path":"rolecall/allow",` + input + `,"result":true,` + at + `}`, usage.Taken, true, 0, ""},
		{"of another target", `{"bundles":{"other":{"revision":"1"}},"path":"rolecall/decision",` + input + `,"result":true,` + at + `}`, usage.Elsewhere, false, 0, ""},
		{"of another rule", `{"path":"http/authz/allow","input":{"method":"GET"},"result":true,` + at + `}`, usage.Elsewhere, false, 0, ""},
		{"erased", `{"path":"rolecall/decision","input":{"privilege":"Search"},"result":{"allowed":true,"role":"reader"},"erased":["/input/principal","/input/database","/result/reason"],` + at + `}`, usage.Taken, true, usage.NoPrincipal | usage.NoDatabase, "reader"},
		{"all erased", `{"path":"rolecall/decision","result":{"allowed":true},"erased":["/input"],` + at + `}`, usage.Taken, true, 31, ""},
		{"masked", `{"path":"rolecall/decision",` + input + `,"result":true,"masked":["/input/attributes/principal/tenant"],` + at + `}`, usage.Taken, true, usage.NoAttributes, ""},
		{"no result", `{"path":"rolecall/decision",` + input + `,` + at + `}`, usage.Malformed, false, 0, ""},
		{"result of nothing", `{"path":"rolecall/decision",` + input + `,"result":null,` + at + `}`, usage.Malformed, false, 0, ""},
		{"no time", `{"path":"rolecall/decision",` + input + `,"result":true}`, usage.Malformed, false, 0, ""},
		{"no privilege", `{"path":"rolecall/decision","input":{"principal":"alice"},"result":true,` + at + `}`, usage.Malformed, false, 0, ""},
		{"cut off", `{"path":"rolecall/decision",` + input, usage.Malformed, false, 0, ""},
	} {
		var e usage.Event
		skip, _ := usage.Decisions{Target: "shop"}.Parse([]byte(x.line), &e)
		if skip != x.skip || skip == usage.Taken && (e.Allowed != x.allowed || e.Missing != x.missing || e.Role != x.role || e.Server) {
			t.Errorf("%s: skip %d, %+v", x.name, skip, e)
		}
	}
}

// Logs come as they are written, packed, or as one array; what is no line of them is counted.
func TestFeed(t *testing.T) {
	g := ground(t, shop)
	const decision = `{"path":"rolecall/decision","input":{"principal":"alice","privilege":"Search"},"result":true,"timestamp":"2026-11-18T10:00:00Z"}`
	server := strings.TrimRight(string(drawnLog(1)), "\n")
	long := strings.Repeat("x", usage.MaxLine+10)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(decision + "\n" + server)); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		name, in               string
		read, taken, malformed int
	}{
		{"nothing", "", 0, 0, 0},
		{"both at once", decision + "\n\n" + server + "\r\n", 2, 2, 0},
		{"no end of line", decision, 1, 1, 0},
		{"a line that is too long", long + "\n" + decision + "\n", 2, 1, 1},
		{"packed", packed.String(), 2, 2, 0},
		{"an array", " [\n" + decision + ",\n" + decision + "]\n", 2, 2, 0},
		{"no log", "hello\nworld\n", 2, 0, 2},
	} {
		taken := 0
		f := usage.Feed{Decisions: usage.Decisions{Target: "shop"}, Readers: []usage.Reader{serverLog(t, g.Catalog)}, Take: func(*usage.Event) { taken++ }}
		if err := f.Read(strings.NewReader(x.in)); err != nil || f.Lines.Read != x.read || taken != x.taken || f.Lines.Malformed != x.malformed {
			t.Errorf("%s: %v %+v, %d taken", x.name, err, f.Lines, taken)
		}
	}
	f := usage.Feed{Decisions: usage.Decisions{}, Take: func(*usage.Event) { t.Error("outside the window") }, Since: time.Date(2026, 11, 19, 0, 0, 0, 0, time.UTC)}
	if err := f.Read(strings.NewReader(decision)); err != nil || f.Lines.Outside != 1 {
		t.Errorf("%v %+v", err, f.Lines)
	}
	f = usage.Feed{Take: func(*usage.Event) {}, Readers: []usage.Reader{serverLog(t, g.Catalog)}}
	for i := range 300 {
		line := head + "M" + strings.Repeat("x", i) + " [status: Successful] [code: 0] [sdk: x] [msg: ] [traceID: 7f] [timeCost: 3.2ms]\n"
		if err := f.Read(strings.NewReader(line)); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.Lines.Unknown) != 101 || f.Lines.Unknown[""] != 200 {
		t.Errorf("%d names are kept, %d are others", len(f.Lines.Unknown), f.Lines.Unknown[""])
	}
	if err := f.Read(bytes.NewReader(packed.Bytes()[:20])); err == nil {
		t.Error("half a file is read as if it were whole")
	}
}

func FuzzFeed(f *testing.F) {
	f.Add(drawnLog(3))
	f.Add([]byte(`{"path":"rolecall/decision","input":{"principal":"alice","roles":["reader"],"privilege":"Search"},"result":true,"erased":["/input/database"],"timestamp":"2026-11-18T10:00:00Z"}`))
	f.Add([]byte(`[{"result":true}]`))
	f.Add([]byte("\x1f\x8b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		g := ground(t, shop)
		var counts [2]usage.Window
		for i := range counts {
			tally, err := usage.New(g, usage.Options{Replay: true})
			if err != nil {
				t.Fatal(err)
			}
			feed := &usage.Feed{Decisions: usage.Decisions{}, Readers: []usage.Reader{serverLog(t, g.Catalog)}, Take: tally.Add}
			err = feed.Read(bytes.NewReader(data))
			l := feed.Lines
			sum := l.Requests + l.Malformed + l.Unproven + l.Open + l.Elsewhere + l.Outside
			for _, n := range l.Unknown {
				sum += n
			}
			if err == nil && sum != l.Read {
				t.Fatalf("%d lines are told of, of %d: %+v", sum, l.Read, l)
			}
			r := tally.Result(l)
			counts[i] = r.Window
			if n := r.Replay.Same + r.Replay.NewlyAllowed + r.Replay.NewlyDenied + r.Replay.Undecidable; n != l.Requests {
				t.Fatalf("%d requests are judged, of %d", n, l.Requests)
			}
		}
		if counts[0].Requests != counts[1].Requests || counts[0].Unexplained != counts[1].Unexplained {
			t.Fatal("the same log gives two results")
		}
	})
}
