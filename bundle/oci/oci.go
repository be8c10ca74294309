package oci

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content"
	"oras.land/oras-go/v2/content/memory"
	"oras.land/oras-go/v2/registry"
	"oras.land/oras-go/v2/registry/remote"
	"oras.land/oras-go/v2/registry/remote/auth"
	"oras.land/oras-go/v2/registry/remote/credentials"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/reload"
	"github.com/rolecall/rolecall/internal/loopback"
)

// maxManifest is the longest manifest, in bytes: registries take no longer ones.
const maxManifest = 4 << 20

// Media types of an artifact and its layers.
const (
	ArtifactType  = "application/vnd.rolecall.bundle.v1+json"
	bundleType    = "application/vnd.rolecall.bundle.v1+json"
	signatureType = "application/jose"
)

// Scheme is what an address of an artifact begins with, as in oci://registry.example/policies/prod:v1.
const Scheme = "oci://"

// Artifact is a place of a registry: a name with a tag or a digest.
type Artifact struct {
	ref  registry.Reference
	repo *remote.Repository
}

// Open takes an address apart; it asks nothing yet. Without a tag it is "latest".
// Credentials are those that docker login and its helpers keep. A registry on
// this machine is spoken to without TLS, and no other.
func Open(address string) (*Artifact, error) {
	name, ok := strings.CutPrefix(address, Scheme)
	if !ok {
		return nil, errors.New("the address does not begin with " + Scheme) // it may hold credentials
	}
	place := name
	if i := strings.LastIndex(name, "@sha256:"); i >= 0 {
		place = name[:i]
	}
	if strings.Contains(place, "@") {
		return nil, errors.New("the address holds credentials: docker login keeps them")
	}
	ref, err := registry.ParseReference(name)
	if err != nil {
		return nil, fmt.Errorf("address %q: %w", address, err)
	}
	if ref.Reference == "" {
		ref.Reference = "latest"
	}
	repo := &remote.Repository{Reference: ref, PlainHTTP: loopback.Is((&url.URL{Host: ref.Registry}).Hostname())}
	store, err := credentials.NewStoreFromDocker(credentials.StoreOptions{})
	if err != nil {
		return nil, fmt.Errorf("read docker's credentials: %w", err)
	}
	repo.Client = &auth.Client{Client: auth.DefaultClient.Client, Cache: auth.NewCache(), Credential: credentials.Credential(store)}
	return &Artifact{ref, repo}, nil
}

// String is the address.
func (a *Artifact) String() string { return Scheme + a.ref.String() }

// Push puts a bundle and its detached signatures, which may be none, under the tag
// and gives the digest of what it put. The same bytes have the same digest.
// annotations may be nil.
func (a *Artifact) Push(ctx context.Context, data, signatures []byte, annotations map[string]string) (digest string, err error) {
	if a.ref.ValidateReferenceAsDigest() == nil {
		return "", fmt.Errorf("push to %q: it is the digest of something: give a tag", a)
	}
	store := memory.New()
	var layers []ocispec.Descriptor
	for _, part := range []struct {
		kind, title string
		data        []byte
	}{{bundleType, "bundle.json", data}, {signatureType, "bundle.json.jws", signatures}} {
		if part.data == nil {
			continue
		}
		d, err := oras.PushBytes(ctx, store, part.kind, part.data)
		if err != nil {
			return "", fmt.Errorf("push to %q: %w", a, err)
		}
		d.Annotations = map[string]string{ocispec.AnnotationTitle: part.title}
		layers = append(layers, d)
	}
	all := map[string]string{ocispec.AnnotationCreated: "1970-01-01T00:00:00Z"} // no clock in what is a function of the bundle
	for k, v := range annotations {
		all[k] = v
	}
	manifest, err := oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, ArtifactType, oras.PackManifestOptions{Layers: layers, ManifestAnnotations: all})
	if err == nil {
		if err = store.Tag(ctx, manifest, a.ref.Reference); err == nil {
			_, err = oras.Copy(ctx, store, a.ref.Reference, a.repo, a.ref.Reference, oras.DefaultCopyOptions)
		}
	}
	if err != nil {
		return "", fmt.Errorf("push to %q: %w", a, err)
	}
	return manifest.Digest.String(), nil
}

// Fetch implements [reload.Source]: the tag of a version is the digest of its manifest.
// Every part is held to the digest that the manifest gives.
func (a *Artifact) Fetch(ctx context.Context, have string) (reload.Version, error) {
	d, err := a.repo.Resolve(ctx, a.ref.Reference)
	if err != nil {
		return reload.Version{}, err
	}
	if d.Digest.String() == have {
		return reload.Version{}, reload.ErrUnchanged
	}
	data, err := a.part(ctx, a.repo.Manifests(), d, maxManifest)
	if err != nil {
		return reload.Version{}, err
	}
	var m ocispec.Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return reload.Version{}, fmt.Errorf("its manifest: %w", err)
	}
	if m.ArtifactType != ArtifactType {
		return reload.Version{}, fmt.Errorf("it is a %q, not a bundle (%s)", m.ArtifactType, ArtifactType)
	}
	v := reload.Version{Tag: d.Digest.String()}
	for _, layer := range m.Layers {
		var to *[]byte
		var most int64
		switch layer.MediaType {
		case bundleType:
			to, most = &v.Data, bundle.MaxSize
		case signatureType:
			to, most = &v.Signature, bundle.MaxBeside
		default:
			continue
		}
		if *to != nil {
			return reload.Version{}, fmt.Errorf("it has two layers of type %q", layer.MediaType)
		}
		if *to, err = a.part(ctx, a.repo.Blobs(), layer, most); err != nil {
			return reload.Version{}, err
		}
	}
	if v.Data == nil {
		return reload.Version{}, errors.New("it has no layer with a bundle")
	}
	return v, nil
}

func (a *Artifact) part(ctx context.Context, from content.Fetcher, d ocispec.Descriptor, most int64) ([]byte, error) {
	if d.Size > most {
		return nil, fmt.Errorf("%s has %d bytes, more than %d", d.MediaType, d.Size, most)
	}
	return content.FetchAll(ctx, from, d)
}
