package signature_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
)

// Keys that everyone has: RFC 8037, A.1, and RFC 7515, A.3.
const (
	edPrivate = `{"kty":"OKP","crv":"Ed25519","kid":"ed","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	edPublic  = `{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`
	ecPrivate = `{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}`
	ecPublic  = `{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}`
)

var now = time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)

// file is a bundle.json of one member for a target.
func file(target, principal string) []byte {
	table := bundle.Table{Target: bundle.Target{Kind: "k", Name: target, Version: "1"},
		Grants:  []bundle.Grant{{Role: "r", Privilege: "Search", Database: "*", Collection: "*", EnforcedBy: "server", Source: "a:1:1"}},
		Members: []bundle.Member{{Principal: principal, Role: "r", Source: "a:2:1"}, {Principal: "zoe", Role: "r", Source: "a:3:1"}}}
	return bundle.Encode(&table, &bundle.CEL{Target: table.Target})
}

func parse(t testing.TB, data []byte) *bundle.Bundle {
	t.Helper()
	b, err := bundle.Parse(data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func signer(t testing.TB, key string) *signature.Signer {
	t.Helper()
	s, err := signature.ParseSigner([]byte(key), "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func keys(t testing.TB, jwks ...string) *signature.Keys {
	t.Helper()
	k := &signature.Keys{}
	if err := k.AddJWKS([]byte(`{"keys":[` + strings.Join(jwks, ",") + `]}`)); err != nil {
		t.Fatal(err)
	}
	return k
}

func sign(t testing.TB, s *signature.Signer, st signature.Statement) string {
	t.Helper()
	out, err := s.Sign(st)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// embed gives the bundle with signatures in it.
func embed(t testing.TB, data []byte, signatures ...string) *bundle.Bundle {
	t.Helper()
	var raw []json.RawMessage
	for _, s := range signatures {
		quoted, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		raw = append(raw, quoted)
	}
	signed, err := bundle.SetSignatures(data, raw)
	if err != nil {
		t.Fatal(err)
	}
	return parse(t, signed)
}

var policy = &signature.Policy{Revision: "0123456789abcdef0123456789abcdef01234567", Dirty: true}

// A signature counts in the bundle and beside it, and says what was signed.
func TestVerify(t *testing.T) {
	data := file("prod", "alice")
	b := parse(t, data)
	for _, tt := range []struct{ private, public, alg, id string }{{edPrivate, edPublic, "EdDSA", "ed"}, {ecPrivate, ecPublic, "ES256", "ec"}} {
		s := sign(t, signer(t, tt.private), signature.About(b, 7, policy))
		want := &signature.Verified{Key: tt.id, Algorithm: tt.alg, Statement: signature.Statement{
			Format: "rolecall.signature/v1", Bundle: "rolecall.bundle/v1", Revision: b.Revision, Target: b.Target, Policy: policy, Serial: 7}}
		v := &signature.Verifier{Keys: keys(t, edPublic, ecPublic), Target: "prod", MinSerial: 7}
		for name, got := range map[string]func() (*signature.Verified, error){
			"in it":     func() (*signature.Verified, error) { return v.Verify(embed(t, data, s), nil, now) },
			"beside it": func() (*signature.Verified, error) { return v.Verify(b, []byte("\n"+s+"\r\n\n"), now) },
			"behind one that does not count": func() (*signature.Verified, error) {
				return v.Verify(embed(t, data, "nonsense"), []byte(s), now)
			},
		} {
			if got, err := got(); err != nil || cmp.Diff(want, got) != "" {
				t.Errorf("%s %s: %v\n%s", tt.alg, name, err, cmp.Diff(want, got))
			}
		}
	}
}

// The same key and statement give the same bytes: builds can be compared.
func TestSignaturesAreTheSameEachTime(t *testing.T) {
	st := signature.About(parse(t, file("prod", "alice")), 1, nil)
	for _, private := range []string{edPrivate, ecPrivate} {
		if one, two := sign(t, signer(t, private), st), sign(t, signer(t, private), st); one != two {
			t.Errorf("two signatures:\n%s\n%s", one, two)
		}
	}
}

// Of several signatures that count, the one with the highest serial is given.
func TestHighestSerial(t *testing.T) {
	data := file("prod", "alice")
	b, ed := parse(t, data), signer(t, edPrivate)
	v := &signature.Verifier{Keys: keys(t, edPublic)}
	for _, order := range [][]uint64{{3, 9, 4}, {9, 3}, {1, 9}} {
		var all []string
		for _, serial := range order {
			all = append(all, sign(t, ed, signature.About(b, serial, nil)))
		}
		if got, err := v.Verify(embed(t, data, all...), nil, now); err != nil || got.Serial != 9 {
			t.Errorf("%v: %+v, %v", order, got, err)
		}
	}
}

// compact makes any JWS at all with a key that may be the wrong one.
func compact(header, payload string, sign func(input []byte) []byte) string {
	encode := base64.RawURLEncoding.EncodeToString
	input := encode([]byte(header)) + "." + encode([]byte(payload))
	return input + "." + encode(sign([]byte(input)))
}

func edKey() ed25519.PrivateKey {
	var jwk struct {
		D string `json:"d"`
	}
	if err := json.Unmarshal([]byte(edPrivate), &jwk); err != nil {
		panic(err)
	}
	seed, err := base64.RawURLEncoding.DecodeString(jwk.D)
	if err != nil {
		panic(err)
	}
	return ed25519.NewKeyFromSeed(seed)
}

func withEd(input []byte) []byte { return ed25519.Sign(edKey(), input) }

func TestVerifyRefuses(t *testing.T) {
	data := file("prod", "alice")
	b := parse(t, data)
	st := signature.About(b, 5, nil)
	good := sign(t, signer(t, edPrivate), st)
	parts := strings.Split(good, ".")
	payload := func(change func(*signature.Statement)) string {
		s := st
		change(&s)
		out, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	plain := payload(func(*signature.Statement) {})
	const header = `{"alg":"EdDSA","kid":"ed","typ":"rolecall-bundle+jws"}`
	_, strange, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(edKey().Public())
	if err != nil {
		t.Fatal(err)
	}
	shared := func(secret []byte) func([]byte) []byte {
		return func(input []byte) []byte {
			h := hmac.New(sha256.New, secret)
			h.Write(input)
			return h.Sum(nil)
		}
	}
	for _, tt := range []struct{ name, signature, want string }{
		{"nothing to go by", "", "signature 1: it is no JWS in compact serialization"},
		{"truncated", good[:len(good)-1], "signature 1: it is no JWS in compact serialization"},
		{"cut off before the signature", parts[0] + "." + parts[1], "signature 1: it is no JWS in compact serialization"},
		{"without the signature", parts[0] + "." + parts[1] + ".", `signature 1: key "ed" did not make it`},
		{"reordered", parts[1] + "." + parts[0] + "." + parts[2], "signature 1: it is made with \"\", not with EdDSA or ES256"},
		{"tampered", compact(header, payload(func(s *signature.Statement) { s.Serial = 6 }), func([]byte) []byte {
			old, _ := base64.RawURLEncoding.DecodeString(parts[2])
			return old
		}), `signature 1: key "ed" did not make it`},
		{"made by a stranger under a known id", compact(header, plain, func(in []byte) []byte { return ed25519.Sign(strange, in) }), `signature 1: key "ed" did not make it`},
		{"made by a stranger", compact(`{"alg":"EdDSA","kid":"who","typ":"rolecall-bundle+jws"}`, plain, func(in []byte) []byte { return ed25519.Sign(strange, in) }), `signature 1: key "who" is none of those that are known`},
		{"made by a stranger who brings the key", compact(`{"alg":"EdDSA","kid":"ed","typ":"rolecall-bundle+jws","jwk":`+ecPublic+`}`, plain, withEd), `signature 1: its header says "jwk", which is not understood`},
		{"of no key", compact(`{"alg":"EdDSA","typ":"rolecall-bundle+jws"}`, plain, withEd), `signature 1: key "" is none of those that are known`},
		{"with alg none", compact(`{"alg":"none","kid":"ed","typ":"rolecall-bundle+jws"}`, plain, func([]byte) []byte { return nil }), `signature 1: it is made with "none", not with EdDSA or ES256`},
		{"with the public key as a secret", compact(`{"alg":"HS256","kid":"ed","typ":"rolecall-bundle+jws"}`, plain, shared(edKey().Public().(ed25519.PublicKey))), `signature 1: it is made with "HS256", not with EdDSA or ES256`},
		{"with the public key's file as a secret", compact(`{"alg":"HS256","kid":"ed","typ":"rolecall-bundle+jws"}`, plain, shared(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))), `signature 1: it is made with "HS256", not with EdDSA or ES256`},
		{"with another algorithm than the key's", compact(`{"alg":"ES256","kid":"ed","typ":"rolecall-bundle+jws"}`, plain, withEd), `signature 1: it is made with ES256, and key "ed" is for EdDSA`},
		{"made for something else", compact(`{"alg":"EdDSA","kid":"ed","typ":"JWT"}`, plain, withEd), `signature 1: its typ is "JWT", not "rolecall-bundle+jws": it is made for something else`},
		{"without a type", compact(`{"alg":"EdDSA","kid":"ed"}`, plain, withEd), `signature 1: its typ is "", not "rolecall-bundle+jws": it is made for something else`},
		{"with something critical", compact(`{"alg":"EdDSA","kid":"ed","typ":"rolecall-bundle+jws","crit":["b64"],"b64":true}`, plain, withEd), `which is not understood`},
		{"of another bundle", sign(t, signer(t, edPrivate), signature.About(parse(t, file("prod", "mallory")), 5, nil)), `signature 1: it is for revision "sha256:`},
		{"of another target", sign(t, signer(t, edPrivate), signature.About(parse(t, file("staging", "alice")), 5, nil)), `signature 1: it is for target "staging", and this is target "prod"`},
		{"of another format of bundles", compact(header, payload(func(s *signature.Statement) { s.Bundle = "rolecall.bundle/v0" }), withEd), `signature 1: it is for a "rolecall.bundle/v0", and this is a "rolecall.bundle/v1"`},
		{"of another statement", compact(header, payload(func(s *signature.Statement) { s.Format = "rolecall.signature/v2" }), withEd), `signature 1: what it signs is a "rolecall.signature/v2", not a "rolecall.signature/v1"`},
		{"of no statement", compact(header, "{", withEd), `signature 1: what it signs is no statement about a bundle`},
		{"that is older", sign(t, signer(t, edPrivate), signature.About(b, 4, nil)), `signature 1: its serial is 4, older than 5`},
		{"without a serial", sign(t, signer(t, edPrivate), signature.About(b, 0, nil)), `signature 1: its serial is 0, older than 5`},
		{"that is too long", strings.Repeat("x", 8<<10+1), "signature 1: it is longer than 8192 bytes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := &signature.Verifier{Keys: keys(t, edPublic, ecPublic), MinSerial: 5}
			beside := []byte(tt.signature)
			if tt.signature == "" {
				beside = []byte(".")
			}
			got, err := v.Verify(b, beside, now)
			if got != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %+v, error %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

// What is wrong with the bundle rather than with a signature.
func TestVerifyRefusesBundles(t *testing.T) {
	data := file("prod", "alice")
	b := parse(t, data)
	good := sign(t, signer(t, edPrivate), signature.About(b, 5, nil))
	made, err := bundle.New(b.Table, b.CEL)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := bundle.SetSignatures(data, []json.RawMessage{json.RawMessage(`{"protected":"x"}`)})
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		v      signature.Verifier
		bundle *bundle.Bundle
		beside string
		want   string
	}{
		{"unsigned", signature.Verifier{Keys: keys(t, edPublic)}, b, "\n \n", "it is not signed"},
		{"signed well for another target", signature.Verifier{Keys: keys(t, edPublic), Target: "staging"}, b, good, `it is of target "prod", not of "staging"`},
		{"without keys", signature.Verifier{}, b, good, `key "ed" is none of those that are known`},
		{"with no keys", signature.Verifier{Keys: &signature.Keys{}}, b, good, `key "ed" is none of those that are known`},
		{"not from a file", signature.Verifier{Keys: keys(t, edPublic)}, made, good, "the bundle has no revision"},
		{"signed with an object", signature.Verifier{Keys: keys(t, edPublic)}, parse(t, raw), "", "it is no JWS"},
		{"signed too often", signature.Verifier{Keys: keys(t, edPublic)}, b, strings.Repeat(good+"\n", 33), "there are more than 32 signatures"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.v.Verify(tt.bundle, []byte(tt.beside), now)
			if got != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %+v, error %v\nwant %s", got, err, tt.want)
			}
		})
	}
}

// Rows that were put in another order make another bundle: as such it is refused by
// its revision, and with a revision of its own by its signature.
func TestReorderedRows(t *testing.T) {
	data := file("prod", "alice")
	s := sign(t, signer(t, edPrivate), signature.About(parse(t, data), 1, nil))
	var members [2][]byte
	for i, name := range []string{"alice", "zoe"} {
		from := bytes.Index(data, fmt.Appendf(nil, `{"principal":%q`, name))
		members[i] = data[from : from+bytes.IndexByte(data[from:], '}')+1]
	}
	swapped := bytes.Replace(data, bytes.Join(members[:], []byte(",")), bytes.Join([][]byte{members[1], members[0]}, []byte(",")), 1)
	if bytes.Equal(swapped, data) {
		t.Fatal("nothing was swapped")
	}
	if _, err := bundle.Parse(swapped); err == nil || !strings.Contains(err.Error(), "the file was changed") {
		t.Fatalf("got error %v", err)
	}
	var doc struct{ Target, Table, CEL json.RawMessage }
	if err := json.Unmarshal(swapped, &doc); err != nil {
		t.Fatal(err)
	}
	old := parse(t, data).Revision
	resealed := bytes.Replace(swapped, []byte(old), []byte(bundle.Revision(doc.Target, doc.Table, doc.CEL)), 1)
	v := &signature.Verifier{Keys: keys(t, edPublic)}
	if _, err := v.Verify(parse(t, resealed), []byte(s), now); err == nil || !strings.Contains(err.Error(), "it is for revision") {
		t.Errorf("got error %v", err)
	}
}

// No other text counts in place of a signature.
func TestAnyChangedByteIsRefused(t *testing.T) {
	b := parse(t, file("prod", "alice"))
	v := &signature.Verifier{Keys: keys(t, edPublic, ecPublic)}
	for _, private := range []string{edPrivate, ecPrivate} {
		good := sign(t, signer(t, private), signature.About(b, 1, nil))
		rapid.Check(t, func(t *rapid.T) {
			changed := []byte(good)
			i := rapid.IntRange(0, len(changed)-1).Draw(t, "at")
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				changed[i] = rapid.Byte().Filter(func(c byte) bool { return c != good[i] && c != '\n' }).Draw(t, "byte")
			case 1:
				changed = append(changed[:i], changed[i+1:]...)
			default:
				changed = append(changed[:i], append([]byte{rapid.SampledFrom([]byte("A.=\r \t")).Draw(t, "new")}, good[i:]...)...)
			}
			if strings.TrimSpace(string(changed)) == good {
				return
			}
			if got, err := v.Verify(b, changed, now); err == nil {
				t.Fatalf("%s counts: %+v", changed, got)
			}
		})
	}
}

func TestLatest(t *testing.T) {
	var l signature.Latest
	for i, step := range []struct {
		serial   uint64
		revision string
		ok       bool
	}{
		{0, "a", true}, {0, "b", true}, {3, "c", true}, {3, "c", true}, {3, "d", false}, {2, "c", false}, {0, "c", false}, {9, "d", true}, {3, "c", false},
	} {
		err := l.Accept(&signature.Verified{Statement: signature.Statement{Serial: step.serial, Revision: step.revision}})
		if (err == nil) != step.ok {
			t.Errorf("step %d: %v", i, err)
		}
	}
	if l.Serial() != 9 {
		t.Errorf("serial is %d", l.Serial())
	}
}

// Printing a signer in whatever way gives nothing away.
func TestPrintingKeepsTheSecret(t *testing.T) {
	for _, private := range []string{edPrivate, ecPrivate} {
		s := signer(t, private)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, s); got != s.String() || !strings.Contains(got, s.ID()) {
				t.Errorf("%s: %s", verb, got)
			}
		}
	}
}
