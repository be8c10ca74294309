package oci

import (
	"strings"
	"testing"
)

func TestOpen(t *testing.T) {
	for address, want := range map[string]string{
		"oci://registry.example/policies/prod:v1": "oci://registry.example/policies/prod:v1",
		"oci://registry.example:5000/prod":        "oci://registry.example:5000/prod:latest",
		"oci://127.0.0.1:5000/prod":               "oci://127.0.0.1:5000/prod:latest",
		"https://registry.example/prod":           "does not begin with oci://",
		"oci://me:s3cret@registry.example/prod":   "holds credentials",
		"oci://me:s3cret@registry.example/p@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": "holds credentials",
		"oci://registry.example/p@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855":           "oci://registry.example/p@sha256:e3b0",
		"OCI://me:s3cret@registry.example/prod": "does not begin with oci://",
		"oci://registry.example":                "invalid reference",
		"oci://registry.example/UPPER":          "invalid reference",
	} {
		a, err := Open(address)
		got := ""
		if err == nil {
			got = a.String()
		} else {
			got = err.Error()
		}
		if !strings.Contains(got, want) || strings.Contains(got, "s3cret") {
			t.Errorf("%s: %s, want %s", address, got, want)
		}
		if err == nil && a.repo.PlainHTTP != strings.Contains(address, "127.0.0.1") {
			t.Errorf("%s: plain HTTP %v", address, a.repo.PlainHTTP)
		}
	}
}
