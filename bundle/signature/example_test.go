package signature_test

import (
	"fmt"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
)

// accepted reads a bundle that one of the keys must have signed for this target.
func accepted(data, beside []byte, keys *signature.Keys, latest *signature.Latest) (*bundle.Bundle, error) {
	b, err := bundle.Parse(data) // whole?
	if err != nil {
		return nil, err
	}
	who := signature.Verifier{Keys: keys, Target: "prod"}
	verified, err := who.Verify(b, beside, time.Now()) // whose?
	if err != nil {
		return nil, err
	}
	return b, latest.Accept(verified) // not older than the last one?
}

func Example() {
	var keys signature.Keys
	if err := keys.AddJWKS([]byte(`{"keys":[` + edPublic + `]}`)); err != nil {
		fmt.Println(err)
		return
	}
	signer, err := signature.ParseSigner([]byte(edPrivate), "")
	if err != nil {
		fmt.Println(err)
		return
	}
	var latest signature.Latest
	for serial := range uint64(3) {
		data := file("prod", "alice")
		b, _ := bundle.Parse(data)
		beside, _ := signer.Sign(signature.About(b, 2-serial, nil))
		_, err = accepted(data, []byte(beside), &keys, &latest)
		fmt.Println(err)
	}
	// Output:
	// <nil>
	// its serial is 1, and 2 was accepted before
	// its serial is 0, and 2 was accepted before
}
