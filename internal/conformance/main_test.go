package conformance

import (
	"os"
	"testing"

	"github.com/milvus-io/milvus/pkg/v2/log"
)

func TestMain(m *testing.M) {
	log.SetLevel(2) // errors: the server's functions log each call
	os.Exit(m.Run())
}
