package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/lint/report"
	"github.com/rolecall/rolecall/schema"
)

// rotateFlags are the flags of rotate besides those of every command that reads a policy.
type rotateFlags struct {
	inputs
	address string
}

func rotateCommand(w *world) *cobra.Command {
	var in rotateFlags
	c := &cobra.Command{
		Use:   "rotate USER [DIR] --address URL",
		Short: "give a declared user another password (by rolecall-live)",
		Long: `Rotate renews the password of a user that the policy of a directory declares with a
user block. The new one comes from the helper that your own configuration names under
[passwords]: it is called with the user's name and prints the password, which goes to
the server and nowhere else. Users that are not declared are left alone.

Milvus takes another user's new password without the old one only from the users
that its common.security.superUsers lists. A server that nobody configured lists
none: have it list the user that rolecall signs in as, or sign in as USER.`,
		Example: "  rolecall rotate svc_search --address milvus://localhost:19530\n  rolecall rotate svc_search policies/milvus --target search.prod",
		Args:    cobra.RangeArgs(1, 2),
		RunE:    func(cmd *cobra.Command, args []string) error { return in.run(w, cmd, args[0], args[1:]) },
	}
	in.addTo(c)
	c.Flags().StringVar(&in.address, "address", "", addressUsage)
	return c
}

func (in *rotateFlags) run(w *world, cmd *cobra.Command, user string, dir []string) error {
	p, err := in.open(w, cmd, dir)
	if err != nil {
		return err
	}
	m, err := p.declaring(user)
	if err != nil {
		return err
	}
	url, err := w.addressOf(cmd, m.Target.ID())
	if err != nil {
		return err
	}
	ctx := context.Background()
	c, err := w.connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close()
	password := w.passwords(c.at, &c.user)
	if password == nil {
		return errNoPasswords
	}
	secret, err := password(ctx, user)
	if err != nil {
		return err
	}
	switch err := c.Rotate(ctx, user, func(context.Context, string) (string, error) { return secret, nil }); {
	case errors.Is(err, live.ErrUnsure):
		return fmt.Errorf("renew the password of user %q at %q: %w; the old password or the new one is good now: rotate again", user, c.at, err)
	case err != nil:
		return fmt.Errorf("renew the password of user %q at %q: %w", user, c.at, err)
	}
	_, err = fmt.Fprintf(w.stdout, "user %s of %s has a new password\n", report.Escape(user), report.Escape(c.at.String()))
	return err
}

// declaring finds the one target of the policy that declares a user.
func (p *policy) declaring(user string) (*schema.Model, error) {
	var fits []*schema.Model
	for _, m := range p.models {
		if slices.ContainsFunc(m.Document.Users, func(u *schema.UserDecl) bool { return u.Label.Value == user }) {
			fits = append(fits, m)
		}
	}
	switch len(fits) {
	case 0:
		return nil, fmt.Errorf("no user block declares %q: passwords of users that something else creates are not renewed; write user %q {}", user, user)
	case 1:
		return fits[0], nil
	}
	return nil, usagef("user %q is declared for %d targets: name one with --target", user, len(fits))
}
