package report

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/rolecall/rolecall/internal/txtest"
	"github.com/rolecall/rolecall/schema"
)

// Each archive has sources, the findings on them and what every format writes.
func TestFormats(t *testing.T) {
	txtest.Run(t, "../../testdata/report/*.txtar", func(t *testing.T, a *txtest.Archive) {
		r := Report{Version: "v0.0.0-test", Sources: map[string][]byte{}}
		for _, f := range a.Under("source/") {
			r.Sources[f.Name] = f.Data
		}
		r.Findings = readFindings(t, a, r.Sources)
		if a.Has("rules") {
			r.Base = "policies/prod"
			r.Rules = readRules(a.File(t, "rules"))
		}
		for _, f := range r.Findings {
			if f.Target != "" {
				r.Targets = append(r.Targets, f.Target)
			}
		}
		for _, format := range Formats {
			data := write(t, format, &r)
			a.Golden(t, "want/"+format.Name, data)
			if check := valid[format.Name]; check != nil {
				check(t, &r, data)
			}
		}
		narrow, colour := r, r
		narrow.Width, colour.Color = 40, true
		a.Golden(t, "want/text width 40", write(t, Formats[0], &narrow))
		a.Golden(t, "want/text in colour", bytes.ReplaceAll(write(t, Formats[0], &colour), []byte("\x1b"), []byte("ESC")))
	})
}

func write(t *testing.T, f Format, r *Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readFindings reads the file "findings" of an archive: a block a finding, its
// first line severity, rule and name, the others a key and a value. A place is
// a file and a text of it; further edits make a fix unsafe.
func readFindings(t *testing.T, a *txtest.Archive, sources map[string][]byte) []schema.Finding {
	t.Helper()
	var out []schema.Finding
	for _, block := range strings.Split(strings.TrimSpace(string(a.File(t, "findings"))), "\n\n") {
		if block == "" {
			continue
		}
		head, rest, _ := strings.Cut(block, "\n")
		words := strings.Fields(head)
		severity, _ := schema.ParseSeverity(words[0])
		f := schema.Finding{Severity: severity, Rule: words[1], Name: words[2], Fingerprint: "f00d"}
		for _, line := range strings.Split(rest, "\n") {
			key, value, _ := strings.Cut(line, " ")
			switch key {
			case "message":
				f.Message = value
			case "help":
				f.Help = strings.TrimPrefix(f.Help+"\n"+value, "\n")
			case "target":
				f.Target = value
			case "at":
				f.Range, _ = place(t, sources, value)
			case "related":
				at, message := place(t, sources, value)
				f.Related = append(f.Related, schema.Related{Message: message, Range: at})
			case "fix":
				at, text := place(t, sources, value)
				f.Fix = &schema.Fix{Title: "write " + text, Safe: true, Edits: []schema.Edit{{Range: at, Text: text}}}
			case "edit":
				at, text := place(t, sources, value)
				f.Fix.Safe, f.Fix.Edits = false, append(f.Fix.Edits, schema.Edit{Range: at, Text: text})
			case "suppressed":
				f.Suppressed = &schema.Suppressed{Kind: "comment", Reason: value}
			case "baseline":
				f.Suppressed = &schema.Suppressed{Kind: "baseline", Reason: value, Until: "2027-01-31"}
			default:
				t.Fatalf("finding has no key %q", key)
			}
		}
		out = append(out, f)
	}
	return out
}

// readRules reads the file "rules" of an archive: rules between lines of "---",
// the first line of each severity, rule, name and tags, the others its page.
func readRules(data []byte) []RuleInfo {
	var out []RuleInfo
	for _, block := range strings.Split(strings.TrimSpace(string(data)), "\n---\n") {
		head, page, _ := strings.Cut(block, "\n")
		words := strings.Fields(head)
		severity, _ := schema.ParseSeverity(words[0])
		out = append(out, RuleInfo{ID: words[1], Name: words[2], Severity: severity, Tags: words[3:], Help: page})
	}
	return out
}

// place finds FILE `TEXT`, where \n and \t are a line end and a tab; what
// follows is returned beside it.
func place(t *testing.T, sources map[string][]byte, s string) (schema.Range, string) {
	t.Helper()
	parts := strings.SplitN(strings.NewReplacer(`\n`, "\n", `\t`, "\t").Replace(s), "`", 3)
	file := strings.TrimSpace(parts[0])
	begin := bytes.Index(sources[file], []byte(parts[1]))
	if begin < 0 {
		t.Fatalf("%q is not in %q", parts[1], file)
	}
	return schema.Range{File: file, Start: pos(sources[file], begin), End: pos(sources[file], begin+len(parts[1]))}, strings.TrimSpace(parts[2])
}

func pos(source []byte, offset int) schema.Pos {
	before := source[:offset]
	return schema.Pos{Line: 1 + bytes.Count(before, []byte("\n")), Column: offset - bytes.LastIndexByte(before, '\n'), Byte: offset}
}

// What a server or a policy calls its objects must not steer the terminal.
func TestNamesAreEscaped(t *testing.T) {
	for given, want := range map[string]string{
		"plain name":         "plain name",
		"größe 役割":           "größe 役割",
		"\x1b[31mred":        `\x1b[31mred`,
		"a\nb\tc\rd":         `a\nb\tc\rd`,
		"bell\a del\x7f":     `bell\a del\x7f`,
		"c1 \u009b":          `c1 \u009b`,
		"rtl \u202e lre":     `rtl \u202e lre`,
		"zero\u200bwidth":    `zero\u200bwidth`,
		"invalid \xff":       `invalid \xff`,
		"tag \U000e0041":     `tag \U000e0041`,
		`back\slash "quote"`: `back\slash "quote"`,
	} {
		if got := Escape(given); got != want {
			t.Errorf("Escape(%+q) = %s, want %s", given, got, want)
		}
	}
	r := Report{
		Sources: map[string][]byte{"\x1b.hcl": []byte("role \x1b[2J\u202e {")},
		Findings: []schema.Finding{{
			Severity: schema.Error, Rule: "RC101", Name: "unknown-privilege", Message: "\x1b[2J", Help: "\u202e",
			Range: schema.Range{File: "\x1b.hcl", Start: schema.Pos{Line: 1, Column: 1}, End: schema.Pos{Line: 1, Column: 5, Byte: 4}},
		}},
	}
	for _, f := range Formats {
		steers := "\x1b\u202e"
		if f.Name == "json" || f.Name == "jsonl" {
			steers = "\x1b" // their readers want the name itself
		}
		if got := write(t, f, &r); bytes.ContainsAny(got, steers) {
			t.Errorf("%s lets control characters through: %q", f.Name, got)
		}
	}
}

// Places that a source does not have, and odd ones that it has, are no panic.
func TestExcerptOfOddPlaces(t *testing.T) {
	source := []byte("\ufeffa\r\n\tb\n\xff\n")
	for begin := range len(source) + 3 {
		for end := range len(source) + 3 {
			at := schema.Range{File: "x", Start: schema.Pos{Line: 1, Byte: begin}, End: schema.Pos{Line: 1, Byte: end}}
			if e, ok := newExcerpt(source, at, 20); ok && (e.span < 1 || e.start < 0) {
				t.Errorf("excerpt of %d to %d is %+v", begin, end, e)
			}
		}
	}
}

func TestEmptyReportIsADocument(t *testing.T) {
	var doc struct {
		Findings []json.RawMessage
		Summary  map[string]int
	}
	data := write(t, Formats[2], &Report{})
	if err := json.Unmarshal(data, &doc); err != nil || doc.Findings == nil || len(doc.Summary) != 4 {
		t.Errorf("JSON of an empty report is %s (%v)", data, err)
	}
}
