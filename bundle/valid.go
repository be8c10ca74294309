package bundle

import "math/bits"

// valid reports whether data is one JSON value, as json.Valid does, at several
// times its speed: a bundle is mostly short strings, and every byte of it is
// looked at before anything is believed.
// It gives the length of the longest list besides.
func valid(data []byte) (longest int, ok bool) {
	v := validator{data: data}
	ok = v.value() && v.space() && v.pos == len(data)
	return v.longest, ok
}

// maxDepth is that of encoding/json.
const maxDepth = 10_000

type validator struct {
	data    []byte
	pos     int
	longest int
}

// level is an object or a list that is open, and how many commas there were in it.
type level struct {
	object bool
	commas int
}

// space goes over white space. It is always true.
func (v *validator) space() bool {
	for v.pos < len(v.data) {
		switch v.data[v.pos] {
		case ' ', '\t', '\r', '\n':
			v.pos++
		default:
			return true
		}
	}
	return true
}

// next takes the byte behind white space, 0 at the end.
func (v *validator) next() byte {
	v.space()
	if v.pos == len(v.data) {
		return 0
	}
	c := v.data[v.pos]
	v.pos++
	return c
}

// value goes over a value. It does not recurse: open has what is open.
func (v *validator) value() bool {
	var open []level
	for {
		switch c := v.next(); {
		case c == '{' || c == '[':
			if len(open) == maxDepth {
				return false
			}
			open = append(open, level{object: c == '{'})
			v.space()
			if v.pos < len(v.data) && v.data[v.pos] == c+2 { // the closing one
				break
			}
			if c == '{' && !v.key() {
				return false
			}
			continue
		case c == '"':
			if !v.text() {
				return false
			}
		default:
			if !v.literal(c) {
				return false
			}
		}
		done, ok := v.behind(&open)
		if done || !ok {
			return ok
		}
	}
}

// behind goes over what stands behind a value, up to the next one. It is done where nothing is open.
func (v *validator) behind(open *[]level) (done, ok bool) {
	for len(*open) > 0 {
		in := &(*open)[len(*open)-1]
		switch c := v.next(); {
		case c == ',':
			in.commas++
			return false, !in.object || v.key()
		case c == ']' && !in.object:
			v.longest = max(v.longest, in.commas+1)
			*open = (*open)[:len(*open)-1]
		case c == '}' && in.object:
			*open = (*open)[:len(*open)-1]
		default:
			return false, false
		}
	}
	return true, true
}

func (v *validator) key() bool { return v.next() == '"' && v.text() && v.next() == ':' }

// text goes over a string, from behind its opening quote.
func (v *validator) text() bool {
	data, i := v.data, v.pos
	for {
		for i+8 <= len(data) {
			special := specials(word(data[i : i+8]))
			if special != 0 {
				i += bits.TrailingZeros64(special) / 8
				break
			}
			i += 8
		}
		if i >= len(data) {
			return false
		}
		switch c := data[i]; {
		case c == '"':
			v.pos = i + 1
			return true
		case c == '\\':
			n := escape(data[i:])
			if n == 0 {
				return false
			}
			i += n
		case c < ' ':
			return false
		default:
			i++
		}
	}
}

// specials marks the first byte of a word that is a quote, a backslash or a control character.
func specials(w uint64) uint64 {
	const ones, tops = 0x0101010101010101, 0x8080808080808080
	quote, backslash := w^ones*'"', w^ones*'\\'
	return ((quote-ones)&^quote | (backslash-ones)&^backslash | (w-ones*' ')&^w) & tops
}

// escape gives the length of the escape that data begins with, 0 for none.
func escape(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	switch data[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(data) < 6 {
			return 0
		}
		for _, c := range data[2:6] {
			if !('0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f') {
				return 0
			}
		}
		return 6
	}
	return 0
}

// literal goes over a number, true, false or null that begins with c.
func (v *validator) literal(c byte) bool {
	switch c {
	case 't':
		return v.rest("rue")
	case 'f':
		return v.rest("alse")
	case 'n':
		return v.rest("ull")
	case '-':
		if v.pos == len(v.data) {
			return false
		}
		c = v.data[v.pos]
		v.pos++
	}
	if c < '0' || c > '9' || c != '0' && !v.digits(0) {
		return false
	}
	if v.pos < len(v.data) && v.data[v.pos] == '.' {
		v.pos++
		if !v.digits(1) {
			return false
		}
	}
	if v.pos < len(v.data) && v.data[v.pos]|0x20 == 'e' {
		v.pos++
		if v.pos < len(v.data) && (v.data[v.pos] == '+' || v.data[v.pos] == '-') {
			v.pos++
		}
		return v.digits(1)
	}
	return true
}

func (v *validator) rest(s string) bool {
	if len(v.data)-v.pos < len(s) || string(v.data[v.pos:v.pos+len(s)]) != s {
		return false
	}
	v.pos += len(s)
	return true
}

// digits goes over digits, of which there must be so many at least.
func (v *validator) digits(least int) bool {
	start := v.pos
	for v.pos < len(v.data) && '0' <= v.data[v.pos] && v.data[v.pos] <= '9' {
		v.pos++
	}
	return v.pos-start >= least
}
