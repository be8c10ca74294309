package diff

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/rolecall/rolecall/schema"
)

// Digest identifies what is deployed: two states that say the same of a server,
// read by whatever way, have the same digest. It depends on no policy.
func Digest(c *schema.Catalog, s *schema.State) string { return digest(c, s.Normalized(c)) }

// digest takes a normalised state and adds to it.
func digest(c *schema.Catalog, n *schema.State) string {
	n.AddVendors(c, func(name string, fallback bool) bool {
		if v, ok := n.Settings[name]; ok {
			return v
		}
		return fallback
	}, true)
	n.Target = schema.StateTarget{Kind: c.Kind} // what a file calls the server, and how exactly it tells the version, is not what is deployed
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(n); err != nil {
		panic("diff: a state does not encode: " + err.Error())
	}
	sum := sha256.Sum256(b.Bytes())
	return "sha256:" + hex.EncodeToString(sum[:])
}
