package emit

import (
	"encoding/json"
	"strconv"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/bundle/signature"
	"github.com/rolecall/rolecall/compiler"
)

// Table is table.json: every row of access and who holds which role.
var Table = Format{Name: "table", File: "table.json", Write: func(p *compiler.Program) ([]byte, error) {
	return p.Table.Encode(), nil
}}

// CEL is cel.json: the conditions and one expression a role.
var CEL = Format{Name: "cel", File: "cel.json", Write: func(p *compiler.Program) ([]byte, error) {
	return p.CEL.Encode(), nil
}}

// Bundle is bundle.json: all that a service needs, under one digest.
var Bundle = Format{Name: "bundle", File: "bundle.json", Write: func(p *compiler.Program) ([]byte, error) {
	return bundle.Encode(&p.Table, &p.CEL), nil
}, Sealed: func(p *compiler.Program, s Seal) ([]byte, error) {
	data := bundle.Encode(&p.Table, &p.CEL)
	b, err := bundle.Parse(data)
	if err != nil {
		return nil, err
	}
	jws, err := s.Signer.Sign(signature.About(b, s.Serial, s.Policy))
	if err != nil {
		return nil, err
	}
	return bundle.SetSignatures(data, []json.RawMessage{strconv.AppendQuote(nil, jws)})
}}
