package claims

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// header is that of every token: the server takes no other algorithm.
const header = `{"alg":"HS256","typ":"JWT"}`

// Short is how many bytes a key needs: whoever has one token can look for a
// shorter one at leisure (RFC 7518, section 3.2).
const Short = sha256.Size

// Sign gives a token, signed with the key of the cluster that is to take it. The
// same claims and key give the same token. A token that has expired at now is refused.
func Sign(t *Token, key []byte, now time.Time) (string, error) {
	if len(key) == 0 {
		return "", errors.New("the key is empty")
	}
	if t.Claims.Exp != 0 && t.Claims.Exp <= now.Unix() {
		return "", fmt.Errorf("it expired on %s", time.Unix(t.Claims.Exp, 0).UTC().Format(time.RFC3339))
	}
	var payload bytes.Buffer
	enc := json.NewEncoder(&payload)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(t.Claims); err != nil {
		return "", errNoAccess
	}
	signed := part([]byte(header)) + "." + part(bytes.TrimSpace(payload.Bytes()))
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(signed))
	return signed + "." + part(mac.Sum(nil)), nil
}

func part(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
