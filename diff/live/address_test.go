package live_test

import (
	"strings"
	"testing"

	"github.com/rolecall/rolecall/diff/live"
)

// What is refused as an address is not repeated where it may hold a secret.
func TestParseAddressRefuses(t *testing.T) {
	for raw, want := range map[string]string{
		"localhost:19530":                   `address "localhost:19530" has no scheme, as in milvus://host:19530`,
		"root:s3cr3t@host:19530?key=s3cr3t": `address "host:19530" has no scheme`,
		"milvus://root:s3cr3t@host":         "holds credentials",
		"milvus://host?token=s3cr3t#here":   "the milvus:// address has a fragment",
		"milvus://host:99999":               "the milvus:// address has the port 99999: there are 1 to 65535",
		"milvus://host:0":                   "has the port 0",
	} {
		if _, err := live.ParseAddress(raw); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "s3cr3t") {
			t.Errorf("%s: %v", raw, err)
		}
	}
	for _, raw := range []string{"milvus://host", "milvus://host:65535/db", "milvus://[::1]:1", "qdrant://"} {
		if _, err := live.ParseAddress(raw); err != nil {
			t.Errorf("%s: %v", raw, err)
		}
	}
}
