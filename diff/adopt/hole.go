package adopt

import (
	"slices"
	"strings"
)

// keysIn lists the parts of a name that another name could have in their place:
// words and runs of words, but not all of it.
func keysIn(name string) []string {
	const most = 8
	var starts, ends []int
	for i := range len(name) {
		if isWord(name[i]) && (i == 0 || !isWord(name[i-1])) {
			starts = append(starts, i)
		}
		if isWord(name[i]) && (i+1 == len(name) || !isWord(name[i+1])) {
			ends = append(ends, i+1)
		}
	}
	if len(starts) > most {
		return nil
	}
	var keys []string
	for i, from := range starts {
		for _, to := range ends[i:] {
			k := name[from:to]
			plain := !strings.ContainsFunc(k, func(r rune) bool { return r > 0x7f || !isLetter(byte(r)) && !isDigit(byte(r)) && r != '-' })
			if plain && len(k) < len(name) && !slices.Contains(keys, k) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// isWord reports whether a byte is part of a word; names are made of words and what stands between them.
func isWord(c byte) bool { return c != '_' && isLetter(c) || isDigit(c) }

// punch puts the hole wherever the key stands as words of its own.
func punch(s, key string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, key)
		if i < 0 || key == "" {
			b.WriteString(s)
			return b.String()
		}
		end := i + len(key)
		if i > 0 && isWord(s[i-1]) || end < len(s) && isWord(s[end]) {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i] + hole)
		s = s[end:]
	}
}

// write writes a text of the family.
func (f family) write(s string) string {
	if f.repeats() {
		return template(s)
	}
	return quote(s)
}

// template writes a text in which the key of the instance stands for the hole.
func template(s string) string {
	parts := strings.Split(s, hole)
	for i, part := range parts {
		q := strings.TrimSuffix(strings.TrimPrefix(quote(part), `"`), `"`)
		if last := strings.TrimRight(part, "$%"); i+1 < len(parts) && last != part {
			q = strings.TrimRight(q, "$%") + strings.NewReplacer("$", `\u0024`, "%", `\u0025`).Replace(part[len(last):])
		}
		parts[i] = q
	}
	return `"` + strings.Join(parts, "${each.key}") + `"`
}

func templates(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = template(n)
	}
	return out
}
