package emit

import (
	"errors"
	"fmt"

	"github.com/rolecall/rolecall/compiler"
)

// QdrantJWT is qdrant-jwt.json: what the tokens of a policy claim. It is refused
// where one of them cannot be claimed as it is written, and for targets without tokens.
var QdrantJWT = Format{Name: "qdrant-jwt", File: "qdrant-jwt.json", Asked: true, Write: func(p *compiler.Program) ([]byte, error) {
	switch {
	case p.Claims == nil:
		return nil, errors.New("its servers know no tokens: choose targets with --target")
	case p.Unsound != nil:
		return nil, fmt.Errorf("a token would claim something else than is written: %w", p.Unsound)
	}
	return p.Claims.Encode()
}}
