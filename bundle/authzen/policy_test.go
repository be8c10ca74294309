package authzen

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
)

// grants are rows of one role that alice and bob hold.
func grants(t *testing.T, rows ...bundle.Grant) *bundle.Bundle {
	t.Helper()
	for i := range rows {
		rows[i].Role, rows[i].Level, rows[i].EnforcedBy, rows[i].Via, rows[i].Source = "r", "collection", "server", []string{}, "policy.hcl:1:1"
	}
	target := bundle.Target{Kind: "milvus", Name: "prod", Version: "2.6"}
	table := &bundle.Table{Target: target, Grants: rows, Members: []bundle.Member{
		{Principal: "alice", Role: "r", Source: "policy.hcl:2:1"}, {Principal: "bob", Role: "r", Source: "policy.hcl:3:1"},
	}}
	cel := &bundle.CEL{Target: target, Variables: condition.Attributes{}.Variables(), Conditions: map[string]bundle.CELCondition{
		"c": {Expression: `resource.collection != "payroll"`}, "d": {Expression: `resource.database != "hr"`},
		"e": {Expression: `principal.name != "mallory"`},
	}}
	b, err := bundle.Parse(bundle.Encode(table, cel))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var anySearch = bundle.Grant{Privilege: "Search", Database: "a", Collection: "b"}

// serve answers from a bundle with its conditions.
func serve(t *testing.T, b *bundle.Bundle, o Options) *httptest.Server {
	t.Helper()
	conds, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(Handler(Fixed(b, conds), o))
	t.Cleanup(srv.Close)
	return srv
}

// TestWholeTarget holds a question about a cluster to what covers everything.
func TestWholeTarget(t *testing.T) {
	for name, c := range map[string]struct {
		row bundle.Grant
		yes bool
	}{
		"everything":                            {bundle.Grant{Privilege: "Search", Database: "*", Collection: "*"}, true},
		"the default database":                  {bundle.Grant{Privilege: "Search", Database: "default", Collection: "*"}, false},
		"a collection of every database":        {bundle.Grant{Privilege: "Search", Database: "*", Collection: "a"}, false},
		"everything, by who asks":               {bundle.Grant{Privilege: "Search", Database: "*", Collection: "*", Condition: "e"}, true},
		"everything, by a collection's name":    {bundle.Grant{Privilege: "Search", Database: "*", Collection: "*", Condition: "c"}, false},
		"everything, by the name of a database": {bundle.Grant{Privilege: "Search", Database: "*", Collection: "*", Condition: "d"}, false},
	} {
		srv := serve(t, grants(t, c.row), Options{})
		for _, kind := range []string{"cluster", "account"} {
			resource := `"resource":{"type":"` + kind + `","id":"x"}}`
			got := ask(t, srv, "POST "+EvaluationPath, `{"subject":{"type":"user","id":"alice"},"action":{"name":"Search"},`+resource)
			if strings.Contains(got, `"decision": true`) != c.yes {
				t.Errorf("%s, %s: %s", name, kind, got)
			}
			got = ask(t, srv, "POST "+ActionPath, `{"subject":{"type":"user","id":"alice"},`+resource)
			if strings.Contains(got, `"Search"`) != c.yes {
				t.Errorf("%s, %s: actions %s", name, kind, got)
			}
		}
	}
}

// TestTellsAll claims every collection only where no condition can make an exception.
func TestTellsAll(t *testing.T) {
	for condition, told := range map[string]bool{"": true, "c": false} {
		srv := serve(t, grants(t, bundle.Grant{Privilege: "Search", Database: "*", Collection: "*", Condition: condition}, bundle.Grant{Privilege: "Query", Database: "hr", Collection: "payroll"}), Options{})
		got := ask(t, srv, "POST "+ResourcePath, `{"subject":{"type":"user","id":"alice"},"action":{"name":"Search"},"resource":{"type":"collection"}}`)
		if strings.Contains(got, "with every collection") != told {
			t.Errorf("condition %q: %s", condition, got)
		}
	}
}

// swapping has another bundle each time it is asked.
type swapping struct {
	mu      sync.Mutex
	bundles []*bundle.Bundle
	asked   int
}

func (s *swapping) Snapshot(time.Time) (*bundle.Bundle, bundle.Conditions, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	return s.bundles[s.asked%len(s.bundles)], nil, ""
}

// TestOneBundleForACall shows a call answered, and told of, from one bundle.
func TestOneBundleForACall(t *testing.T) {
	yes, no := grants(t, bundle.Grant{Privilege: "Search", Database: "a", Collection: "b"}), grants(t, bundle.Grant{Privilege: "Query", Database: "a", Collection: "c"})
	var seen []*bundle.Bundle
	h := Handler(&swapping{bundles: []*bundle.Bundle{yes, no}}, Options{Observe: func(_ *http.Request, b *bundle.Bundle, _ *bundle.Request, d bundle.Decision) {
		if d.Allowed != (b == yes) {
			t.Errorf("%q is told of with the other bundle", d.Reason)
		}
		seen = append(seen, b)
	}})
	srv := httptest.NewServer(h)
	defer srv.Close()
	for range 4 {
		seen = nil
		got := ask(t, srv, "POST "+EvaluationsPath, `{"subject":{"type":"user","id":"alice"},"action":{"name":"Search"},"resource":{"type":"collection","id":"a.b"},"evaluations":[{},{},{}]}`)
		if n := strings.Count(got, `"decision": true`); n != 0 && n != 3 || len(seen) != 3 {
			t.Errorf("%d of 3 are allowed, %d seen", n, len(seen))
		}
		got = ask(t, srv, "POST "+SubjectPath, `{"subject":{"type":"user"},"action":{"name":"Search"},"resource":{"type":"collection","id":"a.b"}}`)
		if !strings.Contains(got, `"count": 0`) && !strings.Contains(got, `"count": 2`) {
			t.Error(got)
		}
	}
}

// TestKnownLetsGo shows that a search keeps no bundle that was replaced.
func TestKnownLetsGo(t *testing.T) {
	a, b := grants(t, bundle.Grant{Privilege: "Search", Database: "a", Collection: "b"}), grants(t, anySearch)
	var k knownNames
	if first := k.get(a); k.get(a) != first {
		t.Error("names are gathered twice")
	}
	k.forget(a)
	if k.last.Load() == nil {
		t.Error("the bundle in use is forgotten")
	}
	k.forget(b)
	if k.last.Load() != nil {
		t.Error("a bundle that was replaced is kept")
	}
}

// counting counts how often a condition is asked, and cancels at the second time.
type counting struct {
	asked  int
	cancel context.CancelFunc
}

func (c *counting) Holds(string, *bundle.Request, time.Time) (bool, error) {
	if c.asked++; c.asked == 2 {
		c.cancel()
	}
	return true, nil
}

// TestCallerLeaves ends searches and lists when nobody waits for them any more.
func TestCallerLeaves(t *testing.T) {
	var rows []bundle.Grant
	for _, privilege := range []string{"Delete", "Insert", "Query", "Search", "Upsert"} {
		rows = append(rows, bundle.Grant{Privilege: privilege, Database: "*", Collection: "*", Condition: "c"})
	}
	b := grants(t, rows...)
	for path, body := range map[string]string{
		ActionPath:      `{"subject":{"type":"user","id":"alice"},"resource":{"type":"collection","id":"a.b"}}`,
		EvaluationsPath: `{"subject":{"type":"user","id":"alice"},"action":{"name":"Search"},"resource":{"type":"collection","id":"a.b"},"evaluations":[{},{},{},{},{}]}`,
	} {
		ctx, cancel := context.WithCancel(context.Background())
		conds := &counting{cancel: cancel}
		r := httptest.NewRequestWithContext(ctx, "POST", path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		Handler(Fixed(b, conds), Options{}).ServeHTTP(w, r)
		if conds.asked != 2 || w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: asked %d conditions, answered %d %s", path, conds.asked, w.Code, w.Body)
		}
		late := httptest.NewRequest("POST", path, strings.NewReader(body))
		late.Header.Set("Content-Type", "application/json")
		w = httptest.NewRecorder()
		Handler(Fixed(b, conds), Options{Timeout: time.Nanosecond}).ServeHTTP(w, late)
		if !strings.Contains(w.Body.String(), "takes too long") {
			t.Errorf("%s: out of time: %d %s", path, w.Code, w.Body)
		}
	}
}

// TestObservesIncomplete shows that a question that lacks something is told of as well.
func TestObservesIncomplete(t *testing.T) {
	var told []string
	srv := serve(t, grants(t, anySearch), Options{Observe: func(_ *http.Request, _ *bundle.Bundle, req *bundle.Request, d bundle.Decision) {
		told = append(told, req.Principal+"/"+req.Privilege+"/"+req.Collection+": "+d.Reason)
	}})
	ask(t, srv, "POST "+EvaluationsPath, `{"subject":{"type":"user","id":"alice"},"evaluations":[{"action":{"name":"Search"}},{"resource":{"type":"collection","id":"a.b"}}]}`)
	if got := strings.Join(told, "; "); got != "alice/Search/: resource is missing; alice//b: action is missing" {
		t.Errorf("told %q", got)
	}
}

// TestMetadataOfAPath looks where clients of an address with a path look (AuthZEN 1.0, 9.2).
func TestMetadataOfAPath(t *testing.T) {
	srv := serve(t, grants(t, anySearch), Options{URL: "https://pdp.example/tenant1"})
	for path, want := range map[string]string{
		"": "200 ", "/tenant1": "200 ", "/tenant1/": "200 ", "/tenant2": "404", "/": "404", "/tenant1/more": "404",
	} {
		if got := ask(t, srv, "GET "+MetadataPath+path, ""); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s", path, got)
		}
	}
	if got := ask(t, serve(t, grants(t, anySearch), Options{}), "GET "+MetadataPath, ""); !strings.HasPrefix(got, "200 Cache-Control: no-store\n") {
		t.Errorf("what the Host header says may be kept: %s", got)
	}
}
