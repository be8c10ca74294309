package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/rolecall/rolecall/bundle/oci"
	"github.com/rolecall/rolecall/internal/pdp/setup"
)

// registryTimeout ends a talk with a registry that does not get on.
const registryTimeout = 10 * time.Minute

// registry does what stdin asks of a registry, and answers on stdout.
func registry(in io.Reader, out io.Writer) int {
	answer, err := talk(in)
	if err == nil {
		err = json.NewEncoder(out).Encode(answer)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "rolecall: %v\n", err)
		return 1
	}
	return 0
}

func talk(in io.Reader) (*setup.RegistryAnswer, error) {
	var call setup.RegistryCall
	if err := json.NewDecoder(in).Decode(&call); err != nil {
		return nil, fmt.Errorf("read what is asked: %w", err)
	}
	a, err := oci.Open(call.Address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), registryTimeout)
	defer cancel()
	if call.Push {
		digest, err := a.Push(ctx, call.Bundle, call.Signatures, call.Annotations)
		return &setup.RegistryAnswer{Digest: digest}, err
	}
	v, err := a.Fetch(ctx, "")
	if err != nil {
		return nil, fmt.Errorf("pull %q: %w", a, err)
	}
	return &setup.RegistryAnswer{Digest: v.Tag, Bundle: v.Data, Signatures: v.Signature}, nil
}
