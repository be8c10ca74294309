package emit

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/condition"
	"github.com/rolecall/rolecall/compiler"
)

// OPA is a bundle for the Open Policy Agent (openpolicyagent.org/docs/management-bundles):
// a manifest, the rows as data and a module that decides by them as package bundle
// does. Everything in it lies below rolecall/TARGET, so that one agent can hold
// several. Times, owners and order in the archive are fixed.
var OPA = Format{Name: "opa", File: "opa/bundle.tar.gz", Asked: true, Write: func(p *compiler.Program) ([]byte, error) {
	return opaBundle(p, nil)
}, Sealed: func(p *compiler.Program, s Seal) ([]byte, error) {
	return opaBundle(p, &s)
}, Notes: func(p *compiler.Program) []string {
	var notes []string
	_, engineOnly := opaConditions(p)
	for _, id := range slices.Sorted(maps.Keys(engineOnly)) {
		notes = append(notes, fmt.Sprintf("OPA denies what depends on condition %q of target %q: %s", id, p.ID, engineOnly[id]))
	}
	return notes
}}

// opaFile is a file of the archive.
type opaFile struct {
	name string
	data []byte
}

func opaBundle(p *compiler.Program, seal *Seal) ([]byte, error) {
	module, engineOnly := opaConditions(p)
	data, err := opaData(p, engineOnly)
	if err != nil {
		return nil, err
	}
	manifest, err := opaManifest(p, seal)
	if err != nil {
		return nil, err
	}
	files := []opaFile{{".manifest", manifest}, {"data.json", data}, {"policy.rego", module}}
	if seal != nil {
		signatures, err := opaSignatures(files, seal)
		if err != nil {
			return nil, err
		}
		files = append([]opaFile{{".signatures.json", signatures}}, files...)
	}
	return archive(files)
}

// opaManifest says what the archive is responsible for. Its revision is that of the bundle.json.
func opaManifest(p *compiler.Program, seal *Seal) ([]byte, error) {
	b, err := bundle.Parse(bundle.Encode(&p.Table, &p.CEL))
	if err != nil {
		return nil, err
	}
	about := map[string]any{"format": "rolecall.opa/v1", "target": b.Target}
	if seal != nil {
		about["serial"] = seal.Serial
		if p := seal.Policy; p != nil {
			about["policy"] = map[string]any{"revision": p.Revision, "dirty": p.Dirty}
		}
	}
	return sortedJSON(map[string]any{
		"revision": b.Revision, "roots": []string{"rolecall/" + p.ID}, "rego_version": 1,
		"metadata": map[string]any{"rolecall": about},
	})
}

//go:embed opa.rego
var opaModule string

// opaConditions writes the module with the conditions in it, and says which have no translation.
func opaConditions(p *compiler.Program) (module []byte, engineOnly map[string]string) {
	name := condition.Quoted(p.ID)
	var b strings.Builder
	b.WriteString(strings.ReplaceAll(opaModule, "rolecall.TARGET", "rolecall["+name+"]"))
	engineOnly = map[string]string{}
	for i, id := range slices.Sorted(maps.Keys(p.CEL.Conditions)) {
		rule := fmt.Sprintf("condition_%d", i)
		rules, err := condition.Rego(p.CEL.Variables, rule, p.CEL.Conditions[id].Expression)
		if err != nil {
			engineOnly[id] = err.Error()
			continue
		}
		key := condition.Quoted(id)
		fmt.Fprintf(&b, "\nholds[%s] if %s_true\n\nfails[%s] if %s_false\n\n%s", key, rule, key, rule, rules)
	}
	return []byte(strings.TrimRight(b.String(), "\n") + "\n"), engineOnly
}

// opaSignatures is the file of signatures as OPA has it: a JWT over the digests of
// all others (openpolicyagent.org/docs/management-bundles#signing).
func opaSignatures(files []opaFile, seal *Seal) ([]byte, error) {
	type digest struct {
		Name      string `json:"name"`
		Hash      string `json:"hash"`
		Algorithm string `json:"algorithm"`
	}
	var digests []digest
	for _, f := range files {
		// OPA digests what JSON means: of the smallest text with sorted keys, as files
		// are written here, that is the digest of the bytes.
		sum := sha256.Sum256(f.data)
		digests = append(digests, digest{f.name, hex.EncodeToString(sum[:]), "SHA-256"})
	}
	payload, err := sortedJSON(map[string]any{"files": digests, "keyid": seal.Signer.ID()})
	if err != nil {
		return nil, err
	}
	jwt, err := seal.Signer.Compact("", payload)
	if err != nil {
		return nil, err
	}
	return sortedJSON(map[string]any{"signatures": []string{jwt}})
}

// archive packs files as they are given.
func archive(files []opaFile) ([]byte, error) {
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	w := tar.NewWriter(zip)
	for _, f := range files {
		head := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.data)), ModTime: time.Unix(0, 0), Format: tar.FormatUSTAR}
		if err := w.WriteHeader(head); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	err := zip.Close()
	return b.Bytes(), err
}

// sortedJSON writes maps in the order of their keys, with nothing in between.
func sortedJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
