package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// githubStep is how many annotations of a kind GitHub shows of a step.
const githubStep = 10

// GitHub writes workflow commands, which a GitHub Actions log turns into
// annotations: the worst findings, as many as are shown, and a notice that
// counts the rest.
func GitHub(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	room := map[schema.Severity]int{
		schema.Error: githubStep, schema.Warning: githubStep, schema.Info: githubStep - 1, // one is for the rest
	}
	for _, text := range r.Failed {
		fmt.Fprintf(b, "::error title=rolecall::%s\n", githubData(text))
	}
	var left []*schema.Finding
	for _, f := range worstFirst(r.shown()) {
		if room[f.Severity] == 0 {
			left = append(left, f)
			continue
		}
		room[f.Severity]--
		r.annotate(b, f)
	}
	if len(left) > 0 {
		fmt.Fprintf(b, "::notice title=rolecall::%s\n", githubData(fmt.Sprintf(
			"not annotated, since GitHub shows %d of a kind: %s", githubStep, count(left))))
	}
	return b.Flush()
}

func (r *Report) annotate(b *bufio.Writer, f *schema.Finding) {
	kind := f.Severity.String()
	if f.Severity == schema.Info {
		kind = "notice"
	}
	fmt.Fprintf(b, "::%s title=%s", kind, githubProperty(strings.TrimSpace(f.Rule+" "+f.Name)))
	if at := f.Range; !at.IsZero() {
		fmt.Fprintf(b, ",file=%s", githubProperty(Escape(r.path(at.File))))
		r.annotatePlace(b, at)
	}
	text := append([]string{r.message(f)}, helpLines(f)...)
	fmt.Fprintf(b, "::%s\n", githubData(strings.Join(text, "\n")))
}

// annotatePlace leaves out columns of a range over several lines, which GitHub refuses.
func (r *Report) annotatePlace(b *bufio.Writer, at schema.Range) {
	if at.Start.Line < 1 {
		return
	}
	fmt.Fprintf(b, ",line=%d", at.Start.Line)
	if hasEnd(at) {
		fmt.Fprintf(b, ",endLine=%d", at.End.Line)
	}
	if at.Start.Line != at.End.Line {
		return
	}
	fmt.Fprintf(b, ",col=%d", r.utf16Column(at.File, at.Start))
	if hasEnd(at) {
		fmt.Fprintf(b, ",endColumn=%d", r.utf16Column(at.File, at.End))
	}
}

// githubData escapes what stands behind the second "::".
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// githubProperty escapes the value of a property.
func githubProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
