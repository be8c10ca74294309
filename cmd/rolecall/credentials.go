package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/diff/live"
)

// credentials finds what a server is shown: what the environment says, else what
// the user's configuration says of the address. Without either there is none, and
// the server may well take nobody.
func (w *world) credentials(at live.Address, c *userConfig) (live.Credentials, error) {
	s := c.credentialsOf(at)
	secret := helperSecret{Token: w.env("ROLECALL_TOKEN")}
	if secret.Token == "" && s.Command != nil {
		line, err := w.helped("credentials of "+at.String(), s.Command, at)
		if err != nil {
			return live.Credentials{}, err
		}
		if secret, err = readSecret(line); err != nil {
			return live.Credentials{}, fmt.Errorf("run the helper for credentials of %s, %q: %w", at, s.Command[0], err)
		}
	}
	who := live.Credentials{Token: secret.Token, Account: cmp.Or(w.env("ROLECALL_ACCOUNT"), secret.Account, s.Account)}
	for _, f := range []struct {
		into *[]byte
		name string
	}{
		{&who.CAFile, cmp.Or(w.env("ROLECALL_CA_FILE"), s.CAFile)},
		{&who.CertFile, cmp.Or(w.env("ROLECALL_CLIENT_CERT"), s.ClientCert)},
		{&who.KeyFile, cmp.Or(w.env("ROLECALL_CLIENT_KEY"), s.ClientKey)},
	} {
		if f.name == "" {
			continue
		}
		var err error
		if *f.into, err = w.readFile(f.name, 1<<20); err != nil {
			return live.Credentials{}, fmt.Errorf("read %q: %w", f.name, err)
		}
	}
	if (who.CertFile == nil) != (who.KeyFile == nil) {
		return live.Credentials{}, errors.New("a client certificate goes with its key: give both of ROLECALL_CLIENT_CERT and ROLECALL_CLIENT_KEY")
	}
	return who, nil
}

// helperSecret is what a credential helper prints: the token itself, or this as JSON.
type helperSecret struct {
	Token   string `json:"token"`
	Account string `json:"account"`
}

// readSecret reads what a helper printed, without repeating it in an error.
func readSecret(line string) (helperSecret, error) {
	if !strings.HasPrefix(line, "{") {
		return helperSecret{Token: line}, nil
	}
	var s helperSecret
	if err := json.Unmarshal([]byte(line), &s); err != nil || s.Token == "" {
		return s, errors.New(`what it printed begins like JSON and is not {"token": "…", "account": "…"}`)
	}
	return s, nil
}

// passwords gives users of a server their passwords; nil where no helper does.
func (w *world) passwords(at live.Address, c *userConfig) live.Password {
	if c.Passwords == nil {
		return nil
	}
	return func(_ context.Context, user string) (string, error) {
		return w.helped(fmt.Sprintf("the password of user %q", user), c.Passwords.Command, at, user)
	}
}

// errNoPasswords is told where a password is needed and nothing gives one.
var errNoPasswords = errors.New(`no helper gives passwords: name one in ` + userConfigName + `, as in [passwords] command = ["…"]; it is called with the user's name and prints the password`)
