package milvus_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"testing"

	"github.com/milvus-io/milvus-proto/go-api/v2/milvuspb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	fake "github.com/rolecall/rolecall/internal/fakevendor/milvus"
	target "github.com/rolecall/rolecall/schema/target/milvus"
)

func serve(t *testing.T, o fake.Options) *fake.Running {
	t.Helper()
	o.Target = target.Target
	r, err := fake.Start(o, "127.0.0.1:0", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Stop() })
	return r
}

// stub is the official client of a server, and who calls it.
func stub(t *testing.T, r *fake.Running, token string) (context.Context, milvuspb.MilvusServiceClient) {
	t.Helper()
	conn, err := grpc.NewClient(r.GRPCAddr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	ctx := t.Context()
	if token != "" {
		ctx = metadata.AppendToOutgoingContext(ctx, "authorization", base64.StdEncoding.EncodeToString([]byte(token)))
	}
	return ctx, milvuspb.NewMilvusServiceClient(conn)
}

// answer is what REST answers.
type answer struct {
	Status      int
	Code        int             `json:"code"`
	Message     string          `json:"message"`
	Data        json.RawMessage `json:"data"`
	Description *string         `json:"description"`
}

// post sends a body as it is.
func post(t *testing.T, r *fake.Running, token, path, body string, headers ...string) answer {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+r.RESTAddr+"/v2/vectordb"+path, bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		q.Header.Set("Authorization", token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		q.Header.Set(headers[i], headers[i+1])
	}
	reply, err := http.DefaultClient.Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	a := answer{Status: reply.StatusCode}
	if err := json.Unmarshal(data, &a); err != nil && reply.StatusCode < 400 {
		t.Fatalf("%s: %v", data, err)
	}
	return a
}

const bearer = "Bearer root:Milvus"
