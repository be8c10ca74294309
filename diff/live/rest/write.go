package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/diff/live/vectordb"
	"github.com/rolecall/rolecall/diff/plan"
)

// Do carries out an operation by the call that the vendor's table of calls has
// for it. One that it has no REST for is refused before anything is sent.
func (c *Client) Do(ctx context.Context, op plan.Operation, password live.Password) error {
	call, ok := c.vendor.Calls.Operations[op.Name]
	switch {
	case !ok:
		return fmt.Errorf("carry out %s: there is no such call%s", op.Name, because(c.vendor.Calls.Missing[op.Name]))
	case call.Verb == "":
		return fmt.Errorf("carry out %s: it is %s, which REST does not have: connect to milvus:// instead%s", op.Name, call.Method, because(call.Note))
	}
	secret := ""
	body, err := plan.Fill(call.Body, op.Args, func(name, value string) (string, error) {
		if name != "password" {
			panic("rest: no such function of a call: " + name)
		}
		var err error
		secret, err = vectordb.PasswordOf(ctx, value, password)
		return secret, err
	})
	if err != nil {
		return err
	}
	q := c.request(call.Path, body, true)
	q.Verb, q.Call = call.Verb, call.Verb+" "+call.Path
	_, err = Send(ctx, c.http, q)
	return vectordb.Hide(err, secret)
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return " (" + reason + ")"
}

// Rotate replaces a password. A server wants the old one besides, unless the
// caller is one of its common.security.superUsers: it is known of the caller alone,
// whose next call is made with the new one.
func (c *Client) Rotate(ctx context.Context, user string, password live.Password) error {
	secret, err := vectordb.PasswordOf(ctx, user, password)
	if err != nil {
		return err
	}
	own, old, _ := strings.Cut(*c.token.Load(), ":")
	fields := map[string]string{"userName": user, "newPassword": secret}
	if own == user {
		fields["password"] = old
	}
	body, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = Send(ctx, c.http, c.request(prefix+"/users/update_password", body, true))
	if own == user && err == nil {
		renewed := user + ":" + secret
		c.token.Store(&renewed)
	}
	return vectordb.Outsider(vectordb.Hide(err, secret), own == user)
}
