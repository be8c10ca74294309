package report

import "strings"

// codeMarkdown is one line of text as code. The fence is longer than any in it.
func codeMarkdown(s string) string {
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	switch {
	case strings.Trim(s, " ") == "": // code of nothing but blanks is no code
		s = `"` + s + `"`
	case strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`"), s[0] == ' ' && s[len(s)-1] == ' ':
		s = " " + s + " "
	}
	return fence + s + fence
}
