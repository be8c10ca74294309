package lint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// fingerprint identifies sorted findings by rule, subject and the text of the
// line they start on, so that edits elsewhere do not change them; equal ones are
// numbered. It gives what each would have as the first of its equals.
func fingerprint(fs []schema.Finding, project *schema.Project) (identities []string) {
	times := map[string]int{}
	for i := range fs {
		f := &fs[i]
		key := f.Rule + "\x00" + f.Subject + "\x00" + lineText(project, f.Range)
		times[key]++
		f.Fingerprint = digest(key)
		identities = append(identities, f.Fingerprint)
		if n := times[key]; n > 1 {
			f.Fingerprint = digest(fmt.Sprintf("%s\x00%d", key, n))
		}
	}
	return identities
}

func digest(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])[:16]
}

// lineText is the line on which r starts, blanks made one and a suppression
// comment left out: silencing a finding does not make it another one.
func lineText(project *schema.Project, r schema.Range) string {
	if project == nil || r.Start.Byte > len(project.Sources[r.File]) {
		return ""
	}
	src := project.Sources[r.File]
	rest := src[bytes.LastIndexByte(src[:r.Start.Byte], '\n')+1:]
	first, _, _ := bytes.Cut(rest, []byte("\n"))
	line := string(first)
	if code, _, found := strings.Cut(line, "rolecall:ignore"); found {
		line = strings.TrimRight(code, " \t#/*")
	}
	return strings.Join(strings.Fields(line), " ")
}
