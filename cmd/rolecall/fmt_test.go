package main

import (
	"bytes"
	"strings"
	"testing"
)

// A text that is formatted but for the end of its last line gets one.
func TestFormatEndsLastLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                "",
		"locals {\n  a = 1\n}":            "locals {\n  a = 1\n}\n",
		"locals {\r\n  a = 1\r\n}":        "locals {\r\n  a = 1\r\n}\r\n",
		"# nothing yet":                   "# nothing yet\n",
		"locals {\n  a = 1\n}\n\n\n# b\n": "locals {\n  a = 1\n}\n\n\n# b\n",
	} {
		var out, messages bytes.Buffer
		code := run([]string{"fmt", "-"}, &world{stdin: strings.NewReader(text), stdout: &out, stderr: &messages, dir: t.TempDir()})
		if code != exitDone || out.String() != want {
			t.Errorf("%q: exit code %d, %q, %s", text, code, &out, &messages)
		}
		code = run([]string{"fmt", "--check", "-"}, &world{stdin: strings.NewReader(text), stdout: &out, stderr: &messages, dir: t.TempDir()})
		if (code == exitNo) != (text != want) {
			t.Errorf("%q: --check exits with %d", text, code)
		}
	}
}
