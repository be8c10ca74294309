package lint

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/rolecall/rolecall/schema"
)

// fingerprint identifies sorted findings by rule, subject, the names that they
// speak of and the text of the line they start on, so that edits elsewhere do
// not change them and what is worse than before is another finding; equal ones
// are numbered. It gives what each would have as the first of its equals.
func fingerprint(fs []schema.Finding, project *schema.Project) (identities []string) {
	times := map[string]int{}
	for i := range fs {
		f := &fs[i]
		key := strings.Join([]string{f.Rule, f.Subject, spokenOf(f.Message), lineText(project, f.Range)}, "\x00")
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

// spokenOf lists what a message names and counts, sorted: what stands in quotes
// or is no plain word, as privileges and scopes are. Words do not count, so that
// a message may be put better, nor do versions, so that a target may be upgraded.
func spokenOf(message string) string {
	var named []string
	for i, part := range strings.Split(message, `"`) {
		if i%2 == 1 {
			named = append(named, part)
			continue
		}
		for w := range strings.FieldsFuncSeq(part, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(),;", r) }) {
			if w = strings.TrimRight(w, ":."); !isPlain(w) && !isVersion(w) {
				named = append(named, w)
			}
		}
	}
	slices.Sort(named)
	return strings.Join(slices.Compact(named), " ")
}

// isPlain reports whether a word is one of prose.
func isPlain(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLower(r) && r != '\'' && r != '-' })
}

// isVersion reports whether a word is numbers joined by dots.
func isVersion(w string) bool {
	return strings.Contains(w, ".") && !strings.ContainsFunc(w, func(r rune) bool { return r != '.' && !unicode.IsDigit(r) })
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
