package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler/usage"
	"github.com/rolecall/rolecall/compiler/usage/report"
)

// hostile is a name that a log may have.
const hostile = "=1+1\x1b[31m\u202e\nx"

func result(replay bool) *usage.Result {
	at := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	r := &usage.Result{
		Target: bundle.Target{Name: hostile},
		Window: usage.Window{From: at, To: at, Days: 1, Requests: 2, Allowed: 1, Incomplete: map[string]int{}},
		Lines:  usage.Lines{Read: 2, Requests: 2, Unknown: map[string]int{hostile: 1, "": 2}},
		Grants: []usage.GrantUse{{
			Source: hostile, Roles: []string{hostile}, Privileges: []string{hostile}, Scopes: []usage.Place{{Database: hostile, Collection: hostile}},
			Judgement: usage.Judgement{Status: usage.Unused, Because: []string{}}, UnusedPrivileges: []string{}, UnusedScopes: []usage.Place{},
		}},
		Roles:    []usage.RoleUse{{Role: hostile, Source: hostile, Judgement: usage.Judgement{Status: usage.Unused}}},
		Bindings: []usage.BindingUse{{Principal: hostile, Role: hostile, Source: hostile, Judgement: usage.Judgement{Status: usage.Unused}}},
		NoTrace:  []usage.NoTrace{{Privilege: hostile, Why: "no reason"}},
	}
	if replay {
		x := usage.Replayed{Principal: hostile, Privilege: hostile, Database: hostile, Collection: hostile, Count: 2, First: at, Last: at, Why: hostile}
		r.Replay = &usage.Replay{Denied: []usage.Replayed{x}, Allowed: []usage.Replayed{x}, Undecided: []usage.Replayed{x}, NewlyDenied: 2}
	}
	return r
}

// No name of a log reaches a terminal or begins a formula of a spreadsheet.
func TestHostileNames(t *testing.T) {
	for _, replay := range []bool{false, true} {
		var text, table, document bytes.Buffer
		r := result(replay)
		if err := report.Text(&text, r, false); err != nil {
			t.Fatal(err)
		}
		if got := text.String(); strings.ContainsAny(got, "\x1b\u202e") || strings.Contains(got, "\nx") || !strings.Contains(got, "1+1") {
			t.Errorf("text is\n%q", got)
		}
		if err := report.CSV(&table, r); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(&table).ReadAll()
		if err != nil || len(rows) < 4 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("a cell is %q", cell)
				}
			}
		}
		if err := report.JSON(&document, r); err != nil {
			t.Fatal(err)
		}
		var back struct {
			Format string
			Target bundle.Target
			Replay *struct{ Count int }
		}
		if err := json.Unmarshal(document.Bytes(), &back); err != nil || back.Format != report.Format || back.Target.Name != hostile || (back.Replay != nil) != replay {
			t.Errorf("%v: %s", err, document.Bytes())
		}
	}
}

// A long list is cut in the text, and said to be.
func TestLongList(t *testing.T) {
	r := result(false)
	for range 100 {
		r.Roles = append(r.Roles, r.Roles[0])
	}
	var text bytes.Buffer
	if err := report.Text(&text, r, true); err != nil {
		t.Fatal(err)
	}
	if got := text.String(); !strings.Contains(got, "and 61 more: --format csv or json has all") || !strings.Contains(got, "\x1b[1mroles that nobody used: 101\x1b[0m") {
		t.Error(got)
	}
}
