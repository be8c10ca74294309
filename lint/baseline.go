package lint

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// BaselineFormat marks a baseline file.
const BaselineFormat = "rolecall.baseline/v1"

// Baseline is a list of findings that a project has accepted for now. It may
// shrink and never grow, so that what is new is always told of.
type Baseline struct {
	Format  string          `json:"format"`
	Entries []BaselineEntry `json:"entries"`
}

// BaselineEntry accepts findings that are equal but for their place. The
// fingerprint counts; rule, file and message are there for people, and the file
// is the one whose findings are accepted first.
type BaselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Message     string `json:"message"`
	Count       int    `json:"count"`
}

// DecodeBaseline reads a baseline file. Unknown keys are ignored; another
// format, an entry that accepts nothing or anything behind the document is an error.
func DecodeBaseline(data []byte) (*Baseline, error) {
	var b Baseline
	dec := json.NewDecoder(bytes.NewReader(data))
	if err := dec.Decode(&b); err != nil {
		return nil, fmt.Errorf("decode baseline: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, fmt.Errorf("decode baseline: more follows after the document")
	}
	if b.Format != BaselineFormat {
		return nil, fmt.Errorf("decode baseline: format is %q, not %q", b.Format, BaselineFormat)
	}
	for i, e := range b.Entries {
		if e.Fingerprint == "" || e.Count < 1 {
			return nil, fmt.Errorf("decode baseline: entries[%d] needs a fingerprint and a count of at least 1", i)
		}
	}
	return newBaseline(b.Entries), nil
}

// newBaseline sorts entries and joins those of the same findings in the same file.
func newBaseline(entries []BaselineEntry) *Baseline {
	b := &Baseline{Format: BaselineFormat, Entries: []BaselineEntry{}}
	at := map[[2]string]int{}
	for _, e := range entries {
		key := [2]string{e.Fingerprint, e.File}
		if i, ok := at[key]; ok {
			b.Entries[i].Count += e.Count
			b.Entries[i].Message = min(b.Entries[i].Message, e.Message)
			continue
		}
		at[key] = len(b.Entries)
		b.Entries = append(b.Entries, e)
	}
	slices.SortFunc(b.Entries, func(x, y BaselineEntry) int {
		return cmp.Or(strings.Compare(x.File, y.File), strings.Compare(x.Rule, y.Rule), strings.Compare(x.Fingerprint, y.Fingerprint))
	})
	return b
}

// accept marks the findings that the baseline accepts, and finds out what of it is stale.
func (r *Result) accept(c Config, rules []*Rule, ran map[string]bool) {
	if c.Baseline == nil {
		return
	}
	known := index(rules)
	matched := r.match(c.Baseline.Entries)
	for i, e := range c.Baseline.Entries {
		if _, off := c.Levels.In(e.Rule, e.File); known[e.Rule] != nil && (!ran[e.Rule] || off) {
			r.kept = append(r.kept, e) // it could not be seen whether the finding is gone
			continue
		}
		for _, f := range matched[i] {
			r.kept = append(r.kept, BaselineEntry{e.Fingerprint, f.Rule, f.Range.File, f.Message, 1})
		}
		if over := e.Count - len(matched[i]); over > 0 {
			e.Count = over
			r.Stale = append(r.Stale, e)
		}
	}
}

// match gives each entry the findings that it accepts and marks them: those of
// its own file first, then those that moved to another.
func (r *Result) match(entries []BaselineEntry) [][]*schema.Finding {
	matched := make([][]*schema.Finding, len(entries))
	of := map[string][]int{}
	for i, e := range entries {
		of[e.Fingerprint] = append(of[e.Fingerprint], i)
	}
	for _, moved := range []bool{false, true} {
		for n := range r.Findings {
			f := &r.Findings[n]
			if f.Suppressed != nil || !Acceptable(f.Rule) {
				continue
			}
			for _, i := range of[r.identities[n]] {
				if (moved || entries[i].File == f.Range.File) && len(matched[i]) < entries[i].Count {
					f.Suppressed = &schema.Suppressed{Kind: "baseline"}
					matched[i] = append(matched[i], f)
					break
				}
			}
		}
	}
	return matched
}

// Accepted is a baseline of every finding that nothing suppresses and that can be accepted.
func (r *Result) Accepted() *Baseline {
	var entries []BaselineEntry
	for i, f := range r.Findings {
		if f.Suppressed == nil && Acceptable(f.Rule) {
			entries = append(entries, BaselineEntry{r.identities[i], f.Rule, f.Range.File, f.Message, 1})
		}
	}
	return newBaseline(entries)
}

// Shrunk is the baseline of the run without what is stale; nothing in it is new.
func (r *Result) Shrunk() *Baseline { return newBaseline(r.kept) }
