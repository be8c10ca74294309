package apply_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/apply"
)

const start = `{"format":"rolecall.journal/v1","plan":"sha256:x","target":{"kind":"k","name":"n","version":"v"},"state":{}}` + "\n"

func TestReadJournal(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        apply.Log // without its start
		err         string
	}{
		{name: "nothing", lines: ""},
		{name: "a first line that was not written to its end", lines: start[:40]},
		{name: "a start", lines: start},
		{name: "a step that stands", lines: start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"done\",\"step\":1}\n", want: apply.Log{Done: 1}},
		{name: "a step that was begun", lines: start + "{\"event\":\"begin\",\"step\":1}\n", want: apply.Log{Doubt: true}},
		{name: "a result that was not written to its end", lines: start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"done\",\"st", want: apply.Log{Doubt: true}},
		{name: "a step in doubt", lines: start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"doubt\",\"step\":1}\n", want: apply.Log{Doubt: true}},
		{name: "a step that failed and was made", lines: start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"failed\",\"step\":1}\n{\"event\":\"begin\",\"step\":1}\n{\"event\":\"done\",\"step\":1}\n", want: apply.Log{Done: 1}},
		{name: "the end", lines: start + "{\"event\":\"finished\"}\n", want: apply.Log{Finished: true}},
		{name: "no journal", lines: "{}\n", err: `line 1: format is "", not "rolecall.journal/v1"`},
		{name: "a start without a state", lines: `{"format":"rolecall.journal/v1"}` + "\n", err: "line 1: it does not say what the server had, or which plan it is about"},
		{name: "a step left out", lines: start + "{\"event\":\"begin\",\"step\":2}\n", err: `line 2: "begin" of step 2 stands where step 1 is next`},
		{name: "a step done that was not begun", lines: start + "{\"event\":\"done\",\"step\":1}\n", err: `line 2: "done" of step 1 cannot stand here`},
		{name: "an event that there is not", lines: start + "{\"event\":\"undone\",\"step\":1}\n", err: `line 2: "undone" of step 1 cannot stand here`},
		{name: "the end in the middle of a step", lines: start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"finished\"}\n", err: `line 3: "finished" of step 0 stands where step 1 is next`},
		{name: "something behind the end", lines: start + "{\"event\":\"finished\"}\n{\"event\":\"begin\",\"step\":1}\n", err: `line 3: "begin" stands behind the end`},
		{name: "a line in the middle that is torn", lines: start + "{\"event\":\"be\n{\"event\":\"begin\",\"step\":1}\n", err: "line 2: invalid character"},
	} {
		got, err := apply.ReadJournal([]byte(c.lines))
		if c.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got.Done != c.want.Done || got.Doubt != c.want.Doubt || got.Finished != c.want.Finished {
			t.Errorf("%s: %+v", c.name, got)
		}
		if whole := int64(strings.LastIndex(c.lines, "\n") + 1); got.Size != whole || got.Empty() != (whole == 0) {
			t.Errorf("%s: %d bytes, empty %v", c.name, got.Size, got.Empty())
		}
	}
}

// Whatever a journal holds, reading ends, and what was read of it reads the same without its torn end.
func FuzzReadJournal(f *testing.F) {
	f.Add([]byte(start))
	f.Add([]byte(start + "{\"event\":\"begin\",\"step\":1}\n{\"event\":\"done\",\"step\":1}\n{\"event\":\"fin"))
	f.Fuzz(func(t *testing.T, data []byte) {
		log, err := apply.ReadJournal(data)
		if err != nil {
			return
		}
		again, err := apply.ReadJournal(data[:log.Size])
		if err != nil || again.Done != log.Done || again.Doubt != log.Doubt || again.Finished != log.Finished {
			t.Fatalf("%+v, and without its end %+v (%v)", log, again, err)
		}
		if log.Size > 0 && !bytes.HasSuffix(data[:log.Size], []byte("\n")) {
			t.Fatalf("cut at %d", log.Size)
		}
	})
}
