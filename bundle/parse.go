package bundle

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
)

// Read reads a bundle.json and verifies it as [Parse] does.
func Read(r io.Reader) (*Bundle, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("read bundle: %w", err)
	}
	return Parse(data)
}

// Parse verifies the bytes of a bundle.json and makes them ready to decide. It
// refuses whatever is not exactly one bundle: another format, a revision that
// is not the digest of the content, a key given twice, a row that lacks a
// field or names a condition that is not there, a member of an unknown role, a
// time that does not parse, more of something than its limit, data behind the
// end. Unknown keys are ignored. The error names the place, as in
//
//	bundle: table.grants[12].condition: no such condition "office_hours"
//
// Signatures are kept but not verified: that is for package bundle/signature. Parse
// does not keep data.
func Parse(data []byte) (*Bundle, error) {
	b, digest, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("bundle: %w", err)
	}
	err = b.open()
	if got := <-digest; subtle.ConstantTimeCompare([]byte(got), []byte(b.Revision)) != 1 {
		return nil, fmt.Errorf("bundle: %w", in("revision", fmt.Errorf("%q is not the digest of the content, which is %q: the file was changed", b.Revision, got)))
	}
	if err != nil {
		return nil, err
	}
	return b, nil
}

// parse reads a bundle that is not ready yet. The digest of its content comes
// later, since it takes about as long as to make it ready.
func parse(data []byte) (b *Bundle, digest <-chan string, err error) {
	if len(data) > MaxSize {
		return nil, nil, fmt.Errorf("larger than %d bytes", MaxSize)
	}
	r, err := newReader(data)
	if err != nil {
		return nil, nil, err
	}
	b = &Bundle{}
	var target, table, cel []byte
	err = r.object(func(key string) (err error) {
		switch key {
		case "format":
			return r.str(&b.Format)
		case "revision":
			return r.str(&b.Revision)
		case "target":
			target, err = r.raw(func() error { return r.target(&b.Target) })
		case "table":
			table, err = r.raw(func() error { return r.table(&b.Table) })
		case "cel":
			cel, err = r.raw(func() error { return r.cel(&b.CEL) })
		case "signatures":
			return r.array(func(i int) error {
				raw, err := r.raw(r.skip)
				if i == MaxSignatures || len(raw) > MaxSignature {
					return errTooMany
				}
				b.Signatures = append(b.Signatures, bytes.Clone(raw))
				return err
			})
		default:
			return r.skip()
		}
		return err
	}, "format", "revision", "target", "table", "cel")
	if err != nil {
		return nil, nil, err
	}
	if err := b.checkHeaders(); err != nil {
		return nil, nil, err
	}
	reckoned := make(chan string, 1)
	go func() { reckoned <- Revision(target, table, cel) }()
	return b, reckoned, nil
}

// checkHeaders refuses formats this package does not read, and parts about different targets.
func (b *Bundle) checkHeaders() error {
	for _, f := range []struct{ path, got, want string }{
		{"format", b.Format, BundleFormat},
		{"table.format", b.Table.Format, TableFormat},
		{"cel.format", b.CEL.Format, CELFormat},
	} {
		if f.got != f.want {
			return in(f.path, fmt.Errorf("%q is not %q", f.got, f.want))
		}
	}
	switch {
	case b.Target.Kind == "" || b.Target.Name == "":
		return in("target", fmt.Errorf("has no kind or no name"))
	case b.Table.Target != b.Target:
		return in("table.target", fmt.Errorf("is not the target of the bundle"))
	case b.CEL.Target != b.Target:
		return in("cel.target", fmt.Errorf("is not the target of the bundle"))
	}
	return nil
}

// Revision is the revision of a bundle whose target, table and cel have these
// JSON values: "sha256:" and the digest of the three, one after the other. The
// bytes are taken as they are, so white space matters.
func Revision(target, table, cel json.RawMessage) string {
	h := sha256.New()
	for _, part := range [][]byte{target, table, cel} {
		h.Write(part)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
