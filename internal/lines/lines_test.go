package lines_test

import (
	"bufio"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/lines"
)

// A line that is too long costs itself alone, the last one too.
func TestNext(t *testing.T) {
	long := strings.Repeat("x", 40)
	r := bufio.NewReaderSize(strings.NewReader("a\n"+long+"\n\nb\n"+long), 16)
	var got []string
	for {
		line, err := lines.Next(r)
		switch {
		case errors.Is(err, lines.ErrTooLong):
			got = append(got, "too long")
		case err != nil && !errors.Is(err, io.EOF):
			t.Fatal(err)
		case err != nil && len(line) == 0:
			if want := "a\n|too long|\n|b\n|too long"; strings.Join(got, "|") != want {
				t.Errorf("%q, want %q", strings.Join(got, "|"), want)
			}
			return
		default:
			got = append(got, string(line))
		}
	}
}
