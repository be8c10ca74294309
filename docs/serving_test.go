package docs_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/authzen"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/internal/txtest"
)

// TestServing holds the answers of serving.md to what the example policy's bundle
// answers: a block of http is a call, and the block of json behind it the answer.
func TestServing(t *testing.T) {
	const path = "serving.md"
	at := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	b, conds := examplePolicy(t)
	h := authzen.Handler(authzen.Fixed(b, conds), authzen.Options{Now: func() time.Time { return at }})
	page := read(t, path)
	var out bytes.Buffer
	last, call := 0, ""
	for _, b := range blocks(page) {
		switch {
		case b.info == "http":
			call = b.text
		case b.info == "json" && call != "":
			out.Write(page[last:b.start])
			out.WriteString(answer(t, h, call))
			last, call = b.end, ""
		}
	}
	out.Write(page[last:])
	if last == 0 {
		t.Fatal("the page shows no calls")
	}
	if txtest.Update() {
		write(t, path, out.Bytes())
		return
	}
	txtest.Compare(t, path, page, out.Bytes())
}

// examplePolicy is the bundle of policies/milvus.
func examplePolicy(t *testing.T) (*bundle.Bundle, bundle.Conditions) {
	t.Helper()
	sh := newShell(t)
	sh.session(t, "$ rolecall compile policies/milvus -o out")
	b, err := bundle.Parse(read(t, filepath.Join(sh.dir, "out", "search.prod", "bundle.json")))
	if err != nil {
		t.Fatal(err)
	}
	conds, err := condition.Load(b)
	if err != nil {
		t.Fatal(err)
	}
	return b, conds
}

// answer makes a call and gives the answer, indented.
func answer(t *testing.T, h http.Handler, call string) string {
	t.Helper()
	head, body, _ := strings.Cut(call, "\n\n")
	method, target, _ := strings.Cut(head, " ")
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, w.Body.Bytes(), "", "  "); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s\nis answered %d %s (%v)", call, w.Code, w.Body, err)
	}
	return pretty.String()
}
