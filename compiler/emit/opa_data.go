package emit

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"time"

	"github.com/rolecall/rolecall/bundle"
	"github.com/rolecall/rolecall/compiler"
)

// opaTable is the table as data that is looked up and never scanned. Rows stand by
// role, database, collection and privilege.
type opaTable struct {
	Aliases     map[string]map[string]string `json:"aliases"`
	Conditional opaRows[[]opaRow]            `json:"conditional"`
	EngineOnly  map[string]string            `json:"engine_only"` // condition → what has no translation
	Implicit    []string                     `json:"implicit"`
	Members     map[string][]opaMember       `json:"members"`
	Privileges  map[string]bool              `json:"privileges"`
	Roles       map[string]bool              `json:"roles"`
	Rows        opaRows[opaRow]              `json:"rows"`
}

type opaRows[T any] map[string]map[string]map[string]map[string]T

// opaRow is a row: its place in the table, its source, its condition if it has one.
type opaRow []any

// opaMember is a member of the table. Keys are in the order of the alphabet: see opaSignatures.
type opaMember struct {
	Expires string      `json:"expires,omitempty"`
	Project string      `json:"project,omitempty"`
	Role    string      `json:"role"`
	Source  string      `json:"source"`
	Until   json.Number `json:"until,omitempty"` // nanoseconds since 1970
}

func opaData(p *compiler.Program, engineOnly map[string]string) ([]byte, error) {
	t := opaTable{
		Aliases: p.Table.Aliases, EngineOnly: engineOnly, Implicit: slices.Clone(p.Table.Implicit), Members: map[string][]opaMember{},
		Privileges: map[string]bool{}, Roles: map[string]bool{}, Rows: opaRows[opaRow]{}, Conditional: opaRows[[]opaRow]{},
	}
	for role := range p.CEL.Roles {
		t.Roles[role] = true
	}
	for i := range p.Table.Grants {
		t.add(i, &p.Table.Grants[i])
	}
	for i := range p.Table.Members {
		if err := t.member(&p.Table.Members[i]); err != nil {
			return nil, err
		}
	}
	return sortedJSON(map[string]any{"rolecall": map[string]any{p.ID: map[string]any{"table": t}}})
}

func (t *opaTable) add(i int, g *bundle.Grant) {
	t.Roles[g.Role], t.Privileges[g.Privilege] = true, true
	if g.Condition == "" {
		if at := t.Rows.at(g); at[g.Privilege] == nil { // of rows given twice the first counts
			at[g.Privilege] = opaRow{i, g.Source}
		}
		return
	}
	at := t.Conditional.at(g)
	at[g.Privilege] = append(at[g.Privilege], opaRow{i, g.Source, g.Condition})
}

// at is where the rows of a role on a scope stand, by privilege.
func (rows opaRows[T]) at(g *bundle.Grant) map[string]T {
	if rows[g.Role] == nil {
		rows[g.Role] = map[string]map[string]map[string]T{}
	}
	databases := rows[g.Role]
	if databases[g.Database] == nil {
		databases[g.Database] = map[string]map[string]T{}
	}
	collections := databases[g.Database]
	if collections[g.Collection] == nil {
		collections[g.Collection] = map[string]T{}
	}
	return collections[g.Collection]
}

func (t *opaTable) member(m *bundle.Member) error {
	t.Roles[m.Role] = true
	out := opaMember{Role: m.Role, Source: m.Source, Expires: m.Expires, Project: m.Project}
	if m.Expires != "" {
		expires, err := time.Parse(time.RFC3339, m.Expires)
		if err != nil {
			return fmt.Errorf("binding of %q: %w", m.Principal, err)
		}
		// An int64 ends in 2262, and policies know the year 9999.
		until := new(big.Int).Mul(big.NewInt(expires.Unix()), big.NewInt(1e9))
		out.Until = json.Number(until.Add(until, big.NewInt(int64(expires.Nanosecond()))).String())
	}
	t.Members[m.Principal] = append(t.Members[m.Principal], out)
	return nil
}
