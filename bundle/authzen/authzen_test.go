package authzen

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
)

// open serves a bundle of testdata.
func open(t testing.TB, name string) (*httptest.Server, *bundle.Bundle) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("../../testdata/authzen", name))
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	conds, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	srv := httptest.NewServer(Handler(Fixed(b, conds), Options{
		URL: "https://pdp.example", MaxBody: 4096, MaxEvaluations: 4, Now: func() time.Time { return at },
	}))
	t.Cleanup(srv.Close)
	return srv, b
}

// ask makes a call as the first line of an exchange says it: METHOD PATH [HEADER: VALUE]…
func ask(t testing.TB, srv *httptest.Server, line, body string) string {
	t.Helper()
	method, rest, _ := strings.Cut(line, " ")
	path, headers, _ := strings.Cut(rest, " ")
	req, err := http.NewRequest(method, srv.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for h := range strings.SplitSeq(headers, "; ") {
		if name, value, ok := strings.Cut(h, ": "); ok {
			req.Header.Set(name, value)
		}
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	head := fmt.Sprint(res.StatusCode)
	for _, name := range []string{"X-Request-ID", "Cache-Control", "Allow"} {
		if v := res.Header.Get(name); v != "" {
			head += fmt.Sprintf(" %s: %s", name, v)
		}
	}
	var pretty bytes.Buffer
	if json.Indent(&pretty, answer, "", "  ") == nil {
		answer = pretty.Bytes()
	}
	return head + "\n" + strings.TrimRight(string(answer), "\n") + "\n"
}

// TestExchanges plays what an archive has: a body, and the answers to it.
func TestExchanges(t *testing.T) {
	txtest.Run(t, "../../testdata/authzen/*.txtar", func(t *testing.T, a *txtest.Archive) {
		srv, _ := open(t, strings.TrimSuffix(filepath.Base(a.Path), ".txtar")+".json")
		var body []byte
		for _, f := range a.Files {
			if line, ok := strings.CutPrefix(f.Name, "answer "); ok {
				_, line, _ = strings.Cut(line, " ") // a number tells answers apart
				a.Golden(t, f.Name, []byte(ask(t, srv, line, string(body))))
			} else {
				body = f.Data
			}
		}
	})
}

// TestSearchAgreesWithEvaluation holds searches to evaluations: a result is a yes,
// and what the bundle names and no search gives is a no.
func TestSearchAgreesWithEvaluation(t *testing.T) {
	srv, b := open(t, "estate.json")
	k := namesOf(b)
	post := func(path string, q map[string]any) map[string]any {
		body, _ := json.Marshal(q)
		res, err := http.Post(srv.URL+path, "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var out map[string]any
		if err := json.NewDecoder(res.Body).Decode(&out); err != nil || res.StatusCode != 200 {
			t.Fatalf("%s %s: %d %v", path, body, res.StatusCode, err)
		}
		return out
	}
	all := func(path string, q map[string]any, limit int) map[string]bool {
		found, page := map[string]bool{}, map[string]any{"limit": limit}
		q["page"] = page
		for {
			out := post(path, q)
			for _, r := range out["results"].([]any) {
				one, _ := json.Marshal(r)
				if found[string(one)] {
					t.Errorf("%s stands on two pages", one)
				}
				found[string(one)] = true
			}
			next := out["page"].(map[string]any)["next_token"].(string)
			if next == "" {
				return found
			}
			page["token"] = next
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		who := subjectOf(rapid.SampledFrom(k.principals).Draw(rt, "who"))
		what := rapid.SampledFrom(k.privileges).Draw(rt, "what")
		where := rapid.SampledFrom(k.resources).Draw(rt, "where")
		limit := rapid.IntRange(1, 3).Draw(rt, "limit")
		yes := post(EvaluationPath, map[string]any{"subject": who, "action": map[string]any{"name": what}, "resource": where})["decision"].(bool)
		check := func(path string, q map[string]any, result any) {
			one, _ := json.Marshal(result)
			var sorted any
			_ = json.Unmarshal(one, &sorted)
			one, _ = json.Marshal(sorted)
			if got := all(path, q, limit)[string(one)]; got != yes {
				rt.Errorf("%s %v: result %s is there: %v, allowed: %v", path, q, one, got, yes)
			}
		}
		check(SubjectPath, map[string]any{"subject": map[string]any{"type": who.Type}, "action": map[string]any{"name": what}, "resource": where}, who)
		check(ResourcePath, map[string]any{"subject": who, "action": map[string]any{"name": what}, "resource": map[string]any{"type": where.Type}}, where)
		check(ActionPath, map[string]any{"subject": who, "resource": where}, Action{Name: what})
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"subject":{"type":"user","id":"a","properties":{"x":[1,{"y":null}]}},"evaluations":[{},{}]}`))
	f.Add([]byte(`{"Subject":{},"subject":{}}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		var b batch
		if decode(body, &b) != nil {
			return
		}
		for i := range b.Evaluations {
			if e := b.filled(i); e.complete() == nil {
				var req bundle.Request
				denied, err := e.request(&req)
				if err == nil && denied == "" && (req.Principal == "" || req.Privilege == "") {
					t.Errorf("%s becomes %+v", body, req)
				}
			}
		}
	})
}

func TestNoBundleDenies(t *testing.T) {
	srv := httptest.NewServer(Handler(Fixed(nil, nil), Options{}))
	defer srv.Close()
	question := `{"subject":{"type":"user","id":"a"},"action":{"name":"Search"},"resource":{"type":"collection","id":"a.b"}}`
	if got := ask(t, srv, "POST "+EvaluationPath, question); !strings.Contains(got, `"decision": false`) || !strings.Contains(got, "no bundle is loaded") {
		t.Error(got)
	}
	if got := ask(t, srv, "POST "+SubjectPath, question); !strings.Contains(got, `"results": []`) {
		t.Error(got)
	}
	if got := ask(t, srv, "GET "+MetadataPath, ""); !strings.Contains(got, `"policy_decision_point": "`+srv.URL+`"`) {
		t.Error(got)
	}
}
