package vectordb

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/diff/live"
)

// PasswordOf asks for the password of a user.
func PasswordOf(ctx context.Context, user string, password live.Password) (string, error) {
	if password == nil {
		return "", fmt.Errorf("user %q needs a password, and nothing gives one", user)
	}
	secret, err := password(ctx, user)
	if err != nil {
		return "", fmt.Errorf("get a password for user %q: %w", user, err)
	}
	if secret == "" {
		return "", fmt.Errorf("get a password for user %q: it is empty", user)
	}
	return secret, nil
}

// notAuthenticated is the code of who does not know the old password (pkg/util/merr, ErrPrivilegeNotAuthenticated).
const notAuthenticated = 1400

// Outsider says what a refusal of another password means where the caller renews
// that of another user, whose old one it does not know: a server takes none without
// it but from its superusers (internal/proxy/impl.go, UpdateCredential).
func Outsider(err error, own bool) error {
	var no *live.Refusal
	if own || !errors.As(err, &no) || no.Code != notAuthenticated {
		return err
	}
	return fmt.Errorf("%w; without the old password a server takes a new one from the users alone that its common.security.superUsers lists: have it list the one that rolecall signs in as", err)
}

// Hide is an error without secrets that were sent, should a server repeat them. A
// refusal stays one, and an error that leaves things open stays that.
func Hide(err error, secrets ...string) error {
	if err == nil || !holds(err.Error(), secrets) {
		return err
	}
	var no *live.Refusal
	switch {
	case errors.Is(err, live.ErrUnsure):
		return fmt.Errorf("%s: %w", Clean(err.Error(), secrets...), live.ErrUnsure)
	case errors.As(err, &no):
		clean := &live.Refusal{Call: no.Call, Code: no.Code, Text: Clean(no.Text, secrets...)}
		if errors.Is(err, ErrDenied) {
			return Denied(clean)
		}
		return clean
	}
	return errors.New(Clean(err.Error(), secrets...))
}

func holds(text string, secrets []string) bool {
	for _, s := range secrets {
		if len(s) >= live.ShortestSecret && strings.Contains(text, s) {
			return true
		}
	}
	return false
}
