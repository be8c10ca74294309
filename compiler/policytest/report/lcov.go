package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// LCOV writes coverage as geninfo of LCOV does, for the many tools that read it.
// A line is a line of the policy; where several things stand on one, each is a branch.
func LCOV(w io.Writer, r *Report) error {
	b := bufio.NewWriter(w)
	for _, f := range r.files() {
		fmt.Fprintf(b, "TN:rolecall\nSF:%s\n", oneLine(f.name))
		branches, taken, hit := 0, 0, 0
		for _, l := range f.lines {
			if len(l.points) < 2 {
				continue
			}
			branches, taken = branches+len(l.points), taken+l.touched()
			for i, p := range l.points {
				fmt.Fprintf(b, "BRDA:%d,0,%d,%d\n", l.number, i, p.Hits)
			}
		}
		fmt.Fprintf(b, "BRF:%d\nBRH:%d\n", branches, taken)
		for _, l := range f.lines {
			fmt.Fprintf(b, "DA:%d,%d\n", l.number, l.hits())
			hit += min(l.hits(), 1)
		}
		fmt.Fprintf(b, "LF:%d\nLH:%d\nend_of_record\n", len(f.lines), hit)
	}
	return b.Flush()
}

// oneLine keeps a name from ending its line: the format has no escapes.
func oneLine(name string) string {
	return strings.NewReplacer("\n", "_", "\r", "_").Replace(name)
}
