package report

import (
	"bytes"
	"encoding/json"
	"testing"
)

func validJSON(t *testing.T, r *Report, data []byte) {
	var doc struct {
		Format   string
		Findings []json.RawMessage
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Format != JSONFormat || len(doc.Findings) != len(r.Findings) {
		t.Errorf("format %q, %d of %d findings", doc.Format, len(doc.Findings), len(r.Findings))
	}
}

// Each line is a finding as it stands in the JSON document.
func validJSONL(t *testing.T, r *Report, data []byte) {
	var doc struct{ Findings []json.RawMessage }
	if err := json.Unmarshal(write(t, find(t, "json"), r), &doc); err != nil {
		t.Fatal(err)
	}
	got := lines(data)
	if len(got) != len(doc.Findings) {
		t.Fatalf("%d lines for %d findings", len(got), len(doc.Findings))
	}
	for i, raw := range doc.Findings {
		var want bytes.Buffer
		if err := json.Compact(&want, raw); err != nil {
			t.Fatal(err)
		}
		if got[i] != want.String() {
			t.Errorf("line %d is %s, want %s", i+1, got[i], &want)
		}
	}
}

// strict reads JSON that has nothing but what v has.
func strict(t *testing.T, data []byte, v any) {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil || dec.More() {
		t.Fatalf("read back: %v\n%s", err, data)
	}
}
