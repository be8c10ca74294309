package target_test

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target"
	"github.com/rolecall/rolecall/schema/target/all"
)

// An archive under testdata/target/KIND holds a dump.json, and the state or the
// error it gives; one without a dump.json holds documents that KIND does not
// recognise. No dump is recognised by two targets, and no secret comes out.
func TestDumps(t *testing.T) {
	for _, known := range all.Targets {
		pattern := filepath.Join("../../testdata/target", known.Kind, "*.txtar")
		if paths, _ := filepath.Glob(pattern); len(paths) == 0 {
			continue // a target without dumps
		}
		t.Run(known.Kind, func(t *testing.T) {
			txtest.Run(t, pattern, func(t *testing.T, a *txtest.Archive) {
				if !a.Has("dump.json") {
					foreign(t, known, a)
					return
				}
				dump := a.File(t, "dump.json")
				for _, other := range all.Targets {
					if _, ok, _ := other.ReadDump(dump); ok != (other == known) {
						t.Errorf("recognised by %s: %v", other.Kind, ok)
					}
				}
				state, err := read(t, known, dump)
				if err != nil {
					a.Golden(t, "error", []byte(err.Error()+"\n"))
					return
				}
				a.Golden(t, "state.json", state)
			})
		})
	}
}

func foreign(t *testing.T, known *target.Target, a *txtest.Archive) {
	for _, f := range a.Files {
		if s, ok, err := known.ReadDump(f.Data); ok || s != nil || err != nil {
			t.Errorf("%s is recognised: %v, %v", f.Name, s, err)
		}
	}
}

// read gives the state of a dump as JSON. A state that comes out is one that
// goes in again, unchanged.
func read(t *testing.T, known *target.Target, dump []byte) ([]byte, error) {
	t.Helper()
	s, ok, err := known.ReadDump(dump)
	if !ok {
		t.Fatal("not recognised")
	}
	if err != nil {
		secretless(t, []byte(err.Error()))
		return nil, err
	}
	data := encode(t, s)
	secretless(t, data)
	again, err := schema.DecodeState(data)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(encode(t, again), data) {
		t.Errorf("reading the state again changes it:\n%s", encode(t, again))
	}
	return data, nil
}

func encode(t *testing.T, s *schema.State) []byte {
	t.Helper()
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return append(data, '\n')
}

func secretless(t *testing.T, out []byte) {
	t.Helper()
	if strings.Contains(strings.ToLower(string(out)), "secret") || bytes.Contains(out, []byte("password")) {
		t.Errorf("a secret comes out:\n%s", out)
	}
}

// Whatever stands in a dump, reading it ends, and ends in a state that can be
// read again, in an error or in not knowing it.
func FuzzReadDump(f *testing.F) {
	for _, known := range all.Targets {
		paths, err := filepath.Glob(filepath.Join("../../testdata/target", known.Kind, "*.txtar"))
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				f.Fatal(err)
			}
			for _, file := range archive.Files {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, known := range all.Targets {
			s, ok, err := known.ReadDump(data)
			if (s != nil) != (ok && err == nil) {
				t.Fatalf("%s: %v, %v, %v", known.Kind, s, ok, err)
			}
			if s == nil {
				continue
			}
			if s.Format != schema.StateFormat || s.Target.Kind != known.Kind {
				t.Fatalf("%s: %+v", known.Kind, s)
			}
			if _, err := schema.DecodeState(encode(t, s)); err != nil {
				t.Fatalf("%s: %v", known.Kind, err)
			}
		}
	})
}
