package opabundle

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
	opabundle "github.com/open-policy-agent/opa/v1/bundle"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler/emit"
)

// Keys that everyone has: RFC 8037, A.1, and RFC 7515, A.3.
var privateKeys = map[string]string{
	"EdDSA": `{"kty":"OKP","crv":"Ed25519","kid":"ed","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}`,
	"ES256": `{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}`,
}

// publicPEM is how OPA is told a key.
func publicPEM(t *testing.T, private string) string {
	t.Helper()
	var jwk jose.JSONWebKey
	if err := json.Unmarshal([]byte(private), &jwk); err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(jwk.Public().Key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func verify(data []byte, keys map[string]*opabundle.KeyConfig) (opabundle.Bundle, error) {
	return opabundle.NewCustomReader(opabundle.NewTarballLoaderWithBaseURL(bytes.NewReader(data), "")).
		WithBundleVerificationConfig(opabundle.NewVerificationConfig(keys, "", "", nil)).Read()
}

// repacked is the archive with its files changed.
func repacked(t *testing.T, data []byte, change func(name string, content []byte) []byte) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	rezip := gzip.NewWriter(&out)
	from, to := tar.NewReader(zip), tar.NewWriter(rezip)
	for {
		head, err := from.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(from)
		if err != nil {
			t.Fatal(err)
		}
		if content = change(head.Name, content); content == nil {
			continue
		}
		head.Size = int64(len(content))
		if err := errors.Join(to.WriteHeader(head)); err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write(content); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(to.Close(), rezip.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// OPA verifies what compile signs, and refuses it changed, unsigned or of another key.
func TestSigned(t *testing.T) {
	p := programs(t, read(t, "../../../policies/milvus")...)[0]
	for alg, private := range privateKeys {
		t.Run(alg, func(t *testing.T) {
			s, err := signature.ParseSigner([]byte(private), "")
			if err != nil {
				t.Fatal(err)
			}
			seal := emit.Seal{Signer: s, Serial: 7, Policy: &signature.Policy{Revision: "0123456789abcdef0123456789abcdef01234567", Dirty: true}}
			data, err := emit.OPA.Sealed(p, seal)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := emit.OPA.Sealed(p, seal); err != nil || !bytes.Equal(data, again) {
				t.Errorf("two archives of one program differ (%v)", err)
			}
			own := map[string]*opabundle.KeyConfig{s.ID(): {Key: publicPEM(t, private), Algorithm: alg}}
			loaded, err := verify(data, own)
			if err != nil {
				t.Fatal(err)
			}
			about := fmt.Sprint(loaded.Manifest.Metadata["rolecall"])
			if want := "policy:map[dirty:true revision:0123456789abcdef0123456789abcdef01234567] serial:7 target:map[kind:milvus name:" + p.ID; !strings.Contains(about, want) {
				t.Errorf("the manifest says %s, want %s", about, want)
			}
			whole := bundle.Encode(&p.Table, &p.CEL)
			if b, err := bundle.Parse(whole); err != nil || loaded.Manifest.Revision != b.Revision {
				t.Errorf("revision %q, %v", loaded.Manifest.Revision, err)
			}
			unsigned, err := emit.OPA.Write(p)
			if err != nil {
				t.Fatal(err)
			}
			for name, tt := range map[string]struct {
				data []byte
				keys map[string]*opabundle.KeyConfig
			}{
				"unsigned": {unsigned, own},
				"of another key": {data, map[string]*opabundle.KeyConfig{s.ID(): {Key: publicPEM(t, map[string]string{"EdDSA": strings.Replace(privateKeys["ES256"], `"ec"`, `"ed"`, 1), "ES256": privateKeys["EdDSA"]}[alg]),
					Algorithm: map[string]string{"EdDSA": "ES256", "ES256": "EdDSA"}[alg]}}},
				"of no known key": {data, map[string]*opabundle.KeyConfig{"who": own[s.ID()]}},
				"with other data": {repacked(t, data, func(name string, c []byte) []byte {
					if name == "data.json" {
						return bytes.Replace(c, []byte("svc_search"), []byte("svc_smirch"), 1)
					}
					return c
				}), own},
				"with another module": {repacked(t, data, func(name string, c []byte) []byte {
					if name == "policy.rego" {
						return bytes.Replace(c, []byte("default allow := false"), []byte("default allow := true "), 1)
					}
					return c
				}), own},
				"with another manifest": {repacked(t, data, func(name string, c []byte) []byte {
					if name == ".manifest" {
						return bytes.Replace(c, []byte(`"serial":7`), []byte(`"serial":8`), 1)
					}
					return c
				}), own},
				"without its data": {repacked(t, data, func(name string, c []byte) []byte {
					if name == "data.json" {
						return nil
					}
					return c
				}), own},
			} {
				if _, err := verify(tt.data, tt.keys); err == nil {
					t.Errorf("%s: OPA takes it", name)
				}
			}
			if same := repacked(t, data, func(_ string, c []byte) []byte { return c }); err == nil {
				if _, err := verify(same, own); err != nil {
					t.Errorf("unchanged: %v", err)
				}
			}
		})
	}
}
