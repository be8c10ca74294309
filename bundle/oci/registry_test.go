//go:build registry

package oci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/memory"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/reload"
)

// serveRegistry runs Debian's docker-registry on this machine and gives its address.
func serveRegistry(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yml")
	text := fmt.Sprintf("version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: %s\nhttp:\n  addr: %s\n", filepath.Join(dir, "data"), address)
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command("docker-registry", "serve", config)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		res, err := http.Get("http://" + address + "/v2/")
		if err == nil {
			res.Body.Close()
			return address
		}
		if time.Now().After(end) {
			t.Fatalf("the registry does not come up: %v\n%s", err, &out)
		}
	}
}

func open(t *testing.T, address string) *Artifact {
	t.Helper()
	t.Setenv("DOCKER_CONFIG", t.TempDir())
	a, err := Open(address)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestPushAndFetch(t *testing.T) {
	ctx := context.Background()
	at := "oci://" + serveRegistry(t) + "/policies/prod"
	a := open(t, at+":v1")
	if _, err := a.Fetch(ctx, ""); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("fetch of nothing: %v", err)
	}
	digest, err := a.Push(ctx, []byte("{bundle}"), []byte("signature"), map[string]string{"org.opencontainers.image.revision": "abc"})
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []*Artifact{a, open(t, at+"@"+digest)} {
		v, err := from.Fetch(ctx, "")
		if err != nil || string(v.Data) != "{bundle}" || string(v.Signature) != "signature" || v.Tag != digest {
			t.Errorf("fetch gives %+v (%v), pushed %s", v, err, digest)
		}
		if _, err := from.Fetch(ctx, digest); !errors.Is(err, reload.ErrUnchanged) {
			t.Errorf("the same again: %v", err)
		}
	}
	if again, err := a.Push(ctx, []byte("{bundle}"), []byte("signature"), map[string]string{"org.opencontainers.image.revision": "abc"}); err != nil || again != digest {
		t.Errorf("the same bytes have digest %s and %s (%v)", digest, again, err)
	}
	next, err := a.Push(ctx, []byte("{newer}"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := a.Fetch(ctx, digest); err != nil || string(v.Data) != "{newer}" || v.Signature != nil || v.Tag != next {
		t.Errorf("the newer one: %+v (%v)", v, err)
	}
	if _, err := open(t, at+"@"+digest).Push(ctx, nil, nil, nil); err == nil {
		t.Error("pushed to a digest")
	}
}

// TestOthersArtifacts shows that what is no bundle is refused.
func TestOthersArtifacts(t *testing.T) {
	ctx := context.Background()
	at := "oci://" + serveRegistry(t) + "/policies/prod:v1"
	a := open(t, at)
	for name, c := range map[string]struct {
		artifact string
		layers   []string
		says     string
	}{
		"an image":            {"application/vnd.oci.image.config.v1+json", []string{bundleType}, "not a bundle"},
		"no bundle":           {ArtifactType, []string{signatureType, "text/plain"}, "no layer with a bundle"},
		"two bundles":         {ArtifactType, []string{bundleType, bundleType}, "two layers"},
		"something else, too": {ArtifactType, []string{bundleType, "text/plain"}, ""},
	} {
		store := memory.New()
		var layers []ocispec.Descriptor
		for i, kind := range c.layers {
			d, err := oras.PushBytes(ctx, store, kind, []byte(fmt.Sprint(name, i)))
			if err != nil {
				t.Fatal(err)
			}
			layers = append(layers, d)
		}
		m, err := oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, c.artifact, oras.PackManifestOptions{Layers: layers})
		if err == nil {
			if err = store.Tag(ctx, m, "v1"); err == nil {
				_, err = oras.Copy(ctx, store, "v1", a.repo, "v1", oras.DefaultCopyOptions)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Fetch(ctx, ""); (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// TestTooLarge refuses a layer by the size that its manifest gives, before it is fetched.
func TestTooLarge(t *testing.T) {
	ctx := context.Background()
	a := open(t, "oci://"+serveRegistry(t)+"/policies/prod:v1")
	if _, err := a.Push(ctx, []byte("{bundle}"), bytes.Repeat([]byte("s"), bundle.MaxBeside+1), nil); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Fetch(ctx, ""); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("signatures that are too long: %v", err)
	}
}
