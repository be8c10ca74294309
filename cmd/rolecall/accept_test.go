package main

import (
	"strings"
	"testing"
)

// Whatever a file of accepted changes holds, it is read or refused, and what is
// read says of everything whom it is for, why, and until when.
func FuzzAccepted(f *testing.F) {
	const whole = "[[accept]]\nprincipal = \"bob\"\nrole = \"ops\"\nprivileges = [\"*\"]\ndatabase = \"*\"\ncollection = \"c\"\nreason = \"SEC-7\"\nuntil = 2026-12-31\n"
	f.Add(whole)
	f.Add("[[accept]]\ngates = [\"bound-role\"]\naddress = \"role.x\"\nreason = \"SEC-8\"\nuntil = \"2026-12-31\"\n")
	for _, line := range strings.SplitAfter(whole, "\n") {
		f.Add(strings.Replace(whole, line, "", 1))
	}
	f.Add("accept = 1")
	f.Add("[[accept]]\nuntil = 07:32:00\n[accept.x]\ny = 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		accepted, err := decodeAccepted("accept.toml", []byte(text))
		if err != nil {
			return
		}
		for _, a := range accepted {
			access := a.Principal != "" && a.Role != "" && len(a.Privileges) > 0 && a.Database != "" && a.Collection != ""
			object := a.Address != "" && len(a.Gates) > 0
			if access == object || strings.TrimSpace(a.Reason) == "" || a.Until.IsZero() || !strings.HasPrefix(a.At, "accept.toml:") {
				t.Fatalf("%+v", a)
			}
		}
	})
}
