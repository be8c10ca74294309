package authzen

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/bundle"
)

// BenchmarkEvaluation is one question from the body to the answer, without the network.
func BenchmarkEvaluation(b *testing.B) {
	data, err := os.ReadFile("../../testdata/authzen/estate.json")
	if err != nil {
		b.Fatal(err)
	}
	policy, err := bundle.Parse(data)
	if err != nil {
		b.Fatal(err)
	}
	h := Handler(Fixed(policy, nil), Options{})
	const q = `{"subject":{"type":"user","id":"alice"},"action":{"name":"Search"},"resource":{"type":"collection","id":"catalog.products"}}`
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequest("POST", EvaluationPath, strings.NewReader(q))
		if err != nil {
			b.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Fatal(w.Body)
		}
	}
}
