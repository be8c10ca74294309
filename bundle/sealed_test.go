package bundle_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/rolecall/rolecall/bundle"
)

// sealed is a bundle.json of these values, with their revision.
func sealed(target, table, cel string) []byte {
	revision := bundle.Revision(json.RawMessage(target), json.RawMessage(table), json.RawMessage(cel))
	return fmt.Appendf(nil, `{"format":"rolecall.bundle/v1","revision":%q,"target":%s,"table":%s,"cel":%s,"signatures":[]}`,
		revision, target, table, cel)
}

// fixed stands in for conditions: what each holds, or the text of its error.
type fixed map[string]string

func (f fixed) Holds(id string, _ *bundle.Request, _ time.Time) (bool, error) {
	switch f[id] {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, errors.New(f[id])
}

func mustNew(t testing.TB, table bundle.Table, cel bundle.CEL) *bundle.Bundle {
	t.Helper()
	b, err := bundle.New(table, cel)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
