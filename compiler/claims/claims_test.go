package claims_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/rolecall/rolecall/compiler/claims"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/parse"
	"github.com/rolecall/rolecall/schema/target/all"
)

var key = []byte("a key of the cluster that is long enough")

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func tokensOf(kind string) *schema.Tokens {
	t, ok := all.Find(kind)
	if !ok {
		return nil
	}
	c, _ := t.Catalog("")
	return c.Tokens
}

func document(t testing.TB, files ...parse.File) *claims.Document {
	t.Helper()
	project, found := parse.Project(files, parse.Options{})
	if len(found) > 0 {
		t.Fatal(found[0].Message)
	}
	m, _ := all.Resolve(project.Documents[0], false)
	d, err := claims.Of(m)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The claims of the example policy, as they are written.
func TestExample(t *testing.T) {
	var files []parse.File
	names, err := filepath.Glob("../../policies/qdrant/*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.hcl") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, parse.File{Path: filepath.Base(name), Data: data})
	}
	d := document(t, files...)
	got := map[string]claims.Access{}
	for _, token := range d.Tokens {
		got[token.Name] = token.Claims.Access
		if token.Expires != "2029-01-31T00:00:00Z" || token.Claims.Exp != 1864512000 || !strings.HasPrefix(token.Source, "tokens.hcl:") {
			t.Errorf("%+v", token)
		}
	}
	want := map[string]claims.Access{
		"search_api": {Collections: []claims.Collection{{Collection: "products", Access: "r"}, {Collection: "reviews", Access: "r"}}},
		"indexer":    {Collections: []claims.Collection{{Collection: "products", Access: "rw"}, {Collection: "reviews", Access: "rw"}}},
		"metrics":    {Cluster: "r"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

const policy = `
target "qdrant" "prod" {}
token "search_api" {
  expires = "2027-01-31"
  access {
    collection = "products"
    access     = "r"
  }
  access {
    collection = "<a&b>"
    access     = "rw"
  }
}
token "admin" {
  never = true
  access {
    access = "manage"
  }
}
role "reader of data" {
  grant {
    privileges = ["read:cluster_data"]
  }
}
role "writer of data" {
  grant {
    privileges = ["read:cluster_data", "write:cluster_data"]
  }
}
role "sometimes" {
  grant {
    privileges = ["read:cluster_data"]
    condition  = "request.time.getHours() > 8"
  }
}
`

const encoded = `{
  "format": "rolecall.qdrant-jwt/v1",
  "target": {
    "kind": "qdrant",
    "name": "prod",
    "version": "cloud"
  },
  "tokens": [
    {
      "name": "admin",
      "expires": "never",
      "claims": {
        "access": "m",
        "subject": "admin"
      },
      "source": "a.hcl:14:1"
    },
    {
      "name": "search_api",
      "expires": "2027-01-31T00:00:00Z",
      "claims": {
        "access": [
          {
            "collection": "\u003ca\u0026b\u003e",
            "access": "rw"
          },
          {
            "collection": "products",
            "access": "r"
          }
        ],
        "exp": 1801353600,
        "subject": "search_api"
      },
      "source": "a.hcl:3:1"
    }
  ],
  "roles": [
    {
      "role": "reader of data",
      "privilege": "read:cluster_data",
      "claims": {
        "access": "r"
      },
      "source": "a.hcl:21:3"
    },
    {
      "role": "writer of data",
      "privilege": "write:cluster_data",
      "claims": {
        "access": "m"
      },
      "source": "a.hcl:26:3"
    }
  ]
}
`

func TestEncode(t *testing.T) {
	got, err := document(t, parse.File{Path: "a.hcl", Data: []byte(policy)}).Encode()
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(encoded, string(got)); d != "" {
		t.Error(d)
	}
	again, err := claims.Decode(got, tokensOf)
	if err != nil {
		t.Fatal(err)
	}
	if same, _ := again.Encode(); string(same) != string(got) {
		t.Errorf("%s", same)
	}
}

// What a server would read as more access than was compiled is refused.
func TestDecodeRefuses(t *testing.T) {
	for _, tt := range []struct{ old, new, want string }{
		{`"access": "m"`, `"acess": "m"`, `unknown field "acess"`},
		{`"access": "m",`, ``, "token \"admin\": it says nothing of access"},
		{`"access": "m"`, `"access": null`, "decode claims: "},
		{`"access": "m"`, `"access": []`, "token \"admin\": it says nothing of access"},
		{`"access": "m"`, `"access": ""`, "token \"admin\": it says nothing of access"},
		{`"access": "m"`, `"access": "rw"`, `token "admin": access "rw" is none that a token can have on a whole cluster`},
		{`"access": "m"`, `"access": "r", "access": "m"`, "it was changed after it was compiled"},
		{`"access": "m"`, `"Access": "m"`, "it was changed after it was compiled"},
		{`"collection": "products"`, `"collection": "\u003ca\u0026b\u003e"`, `token "search_api": collection "<a&b>" is named twice`},
		{`"collection": "products"`, `"collection": "*"`, `"*" is no collection`},
		{`"collection": "products",`, `"colection": "products",`, `unknown field "colection"`},
		{`"access": "rw"`, `"access": "prw"`, `access "prw" is none that a token can have on collection "<a&b>"`},
		{`"exp": 1801353600,`, ``, `it is said to expire "2027-01-31T00:00:00Z", and claims 0`},
		{`"exp": 1801353600`, `"exp": 1901353600`, `it is said to expire "2027-01-31T00:00:00Z", and claims 1901353600`},
		{`"expires": "2027-01-31T00:00:00Z"`, `"expires": "never"`, "it is said never to expire, and claims that it does"},
		{`"name": "admin"`, `"name": "root"`, `token "root": its subject is "admin"`},
		{`"subject": "admin"`, `"subject": "admin", "payload": {}`, `unknown field "payload"`},
		{`"kind": "qdrant"`, `"kind": "milvus"`, `no server of kind "milvus" knows tokens`},
		{`rolecall.qdrant-jwt/v1`, `rolecall.qdrant-jwt/v2`, `format is "rolecall.qdrant-jwt/v2"`},
		{`"name": "search_api"`, `"name": "admin"`, `token "admin": its subject is "search_api"`},
		{"}\n", "}\n{}", "it was changed after it was compiled"},
	} {
		i := strings.LastIndex(encoded, tt.old)
		if tt.old == "" || i < 0 {
			t.Fatal(tt.old)
		}
		if tt.old == `"access": "m"` || tt.old == `"access": "m",` {
			i = strings.Index(encoded, tt.old) // of a token, not of a role
		}
		_, err := claims.Decode([]byte(encoded[:i]+tt.new+encoded[i+len(tt.old):]), tokensOf)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s for %s: %v", tt.new, tt.old, err)
		}
	}
}

// Whatever byte is changed, a document is refused or gives the claims it shows.
func TestDecodeOfChanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := []byte(encoded)
		i := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		switch rapid.IntRange(0, 2).Draw(t, "how") {
		case 0:
			data[i] = rapid.Byte().Draw(t, "byte")
		case 1:
			data = append(data[:i:i], data[i+1:]...)
		case 2:
			j := rapid.IntRange(i, len(data)).Draw(t, "to")
			data = append(data[:j:j], data[i:]...)
		}
		d, err := claims.Decode(data, tokensOf)
		if err != nil {
			return
		}
		if same, err := d.Encode(); err != nil || string(same) != string(data) {
			t.Fatalf("%s: %v", data, err)
		}
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(encoded))
	f.Add([]byte(`{"format":"rolecall.qdrant-jwt/v1","target":{"kind":"qdrant"},"tokens":[{"name":"a","claims":{"access":[{}]}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := claims.Decode(data, tokensOf)
		if err != nil {
			return
		}
		for i := range d.Tokens {
			if a := d.Tokens[i].Claims.Access; (a.Cluster == "") == (len(a.Collections) == 0) {
				t.Errorf("%+v", d.Tokens[i])
			}
		}
	})
}

// A library that is not ours reads a token's claims, and refuses it with another key or after its end.
func TestSign(t *testing.T) {
	d := document(t, parse.File{Path: "a.hcl", Data: []byte(policy)})
	signed, err := claims.Sign(d.Token("search_api"), key, now)
	if err != nil {
		t.Fatal(err)
	}
	read := func(key []byte, at time.Time) (jwt.MapClaims, error) {
		got := jwt.MapClaims{}
		_, err := jwt.ParseWithClaims(signed, got, func(*jwt.Token) (any, error) { return key, nil },
			jwt.WithValidMethods([]string{"HS256"}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(func() time.Time { return at }))
		return got, err
	}
	got, err := read(key, now)
	if err != nil {
		t.Fatal(err)
	}
	want := jwt.MapClaims{
		"exp": 1801353600.0, "subject": "search_api",
		"access": []any{map[string]any{"collection": "<a&b>", "access": "rw"}, map[string]any{"collection": "products", "access": "r"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if _, err := read([]byte("another key of another cluster, as long"), now); !errors.Is(err, jwt.ErrTokenSignatureInvalid) {
		t.Error(err)
	}
	if _, err := read(key, time.Unix(1801353601, 0)); !errors.Is(err, jwt.ErrTokenExpired) {
		t.Error(err)
	}
	if again, _ := claims.Sign(d.Token("search_api"), key, now.Add(time.Hour)); again != signed {
		t.Error("the same claims give another token")
	}
}

func TestSignRefuses(t *testing.T) {
	d := document(t, parse.File{Path: "a.hcl", Data: []byte(policy)})
	for _, tt := range []struct {
		token *claims.Token
		key   []byte
		at    time.Time
		want  string
	}{
		{d.Token("search_api"), nil, now, "the key is empty"},
		{d.Token("search_api"), key, time.Unix(1801353600, 0), "it expired on 2027-01-31T00:00:00Z"},
		{&claims.Token{Name: "x", Claims: claims.Claims{Subject: "x"}}, key, now, "it says nothing of access, which a server takes for all there is"},
	} {
		if got, err := claims.Sign(tt.token, tt.key, tt.at); got != "" || err == nil || err.Error() != tt.want {
			t.Errorf("%q, %v; want %s", got, err, tt.want)
		}
	}
	if d.Token("nobody") != nil {
		t.Error("a token that is none")
	}
}

// A target whose servers know no tokens has no document.
func TestNoTokens(t *testing.T) {
	if d := document(t, parse.File{Path: "a.hcl", Data: []byte(`target "milvus" "m" {}`)}); d != nil {
		t.Errorf("%+v", d)
	}
}
