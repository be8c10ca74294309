package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rolecall/rolecall/compiler/claims"
	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/all"
)

func tokenCommand(w *world) *cobra.Command {
	return group(w, &cobra.Command{
		Use:   "token COMMAND",
		Short: "sign database tokens",
		Long: `What a token may do is said by a token block and compiled with
rolecall compile --emit qdrant-jwt; the key that makes a token of it stays with
whoever runs the cluster.`,
	}, tokenSignCommand(w))
}

// tokenSignFlags are the flags of token sign.
type tokenSignFlags struct{ claims, keyEnv string }

func tokenSignCommand(w *world) *cobra.Command {
	var in tokenSignFlags
	c := &cobra.Command{
		Use:   "sign NAME --claims FILE --key-env VARIABLE",
		Short: "print a database token",
		Long: `Token sign prints the token NAME, with the claims that were compiled for it, signed
with the API key of the cluster that is to take it. The key comes from an
environment variable and nowhere else. The token is a secret: it goes to stdout and
nowhere else. A file of claims that was changed since it was compiled is refused,
and so is a token that has expired.`,
		Example: "  rolecall compile -o out --emit qdrant-jwt\n  rolecall token sign search_api --claims out/prod/qdrant-jwt.json --key-env QDRANT_API_KEY",
		Args:    cobra.ExactArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return in.run(w, args[0]) },
	}
	c.Flags().StringVar(&in.claims, "claims", "", "the qdrant-jwt.json that compile wrote (required)")
	c.Flags().StringVar(&in.keyEnv, "key-env", "", "the environment variable that holds the API key of the cluster (required)")
	return c
}

func (in *tokenSignFlags) run(w *world, name string) error {
	switch {
	case in.claims == "":
		return usagef("which claims to sign is not said: give the file that compile wrote with --claims FILE")
	case in.keyEnv == "":
		return usagef("where the key is is not said: name the environment variable with --key-env VARIABLE")
	}
	data, err := w.readFile(in.claims, claims.MaxSize)
	if err != nil {
		return fmt.Errorf("read claims of %q: %w", in.claims, err)
	}
	d, err := claims.Decode(data, tokensOf)
	if err != nil {
		return fmt.Errorf("read claims of %q: %w", in.claims, err)
	}
	token := d.Token(name)
	if token == nil {
		names := make([]string, len(d.Tokens))
		for i := range d.Tokens {
			names[i] = d.Tokens[i].Name
		}
		return usagef("there is no token %q in %q%s", name, in.claims, didYouMean(name, names))
	}
	key := w.env(in.keyEnv)
	if key == "" {
		return fmt.Errorf("read the key of %q: %w", in.keyEnv, errors.New("the variable is not set"))
	}
	if len(key) < claims.Short {
		w.note("the key has fewer than %d bytes: whoever gets hold of a token can find it by trying", claims.Short)
	}
	signed, err := claims.Sign(token, []byte(key), w.now())
	if err != nil {
		return fmt.Errorf("sign token %q: %w", name, err)
	}
	_, err = fmt.Fprintln(w.stdout, signed)
	return err
}

// tokensOf is what the servers of a kind of target know of tokens; nil for none.
func tokensOf(kind string) *schema.Tokens {
	t, ok := all.Find(kind)
	if !ok {
		return nil
	}
	c, ok := t.Catalog("")
	if !ok {
		panic("token: target " + kind + " has no catalog")
	}
	return c.Tokens
}
