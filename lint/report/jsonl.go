package report

import (
	"encoding/json"
	"io"
)

// JSONL writes the findings of [JSON], each on a line of its own, and nothing
// where there are none.
func JSONL(w io.Writer, r *Report) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range r.Findings {
		if err := enc.Encode(newJSONFinding(&r.Findings[i])); err != nil {
			return err
		}
	}
	return nil
}
