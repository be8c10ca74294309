package rest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/rolecall/rolecall/diff/live"
	"github.com/rolecall/rolecall/schema"
)

// unauthenticated is the code that a caller is given whom the server does not know.
const unauthenticated = 1800

// Open asks for the users as nobody, which a server with authorization refuses.
func (c *Client) Open(ctx context.Context) (bool, error) {
	if c.vendor.Guarded {
		return false, nil
	}
	q := c.request(prefix+"/users/list", []byte("{}"), false)
	q.Token = ""
	_, err := Send(ctx, c.http, q)
	var no *live.Refusal
	if errors.As(err, &no) && (no.Code == unauthenticated || no.Code == 401) {
		return false, nil
	}
	return err == nil, err
}

const prefix = "/v2/vectordb"

// Groups splits the members of each group, which the interface joins by commas.
func (c *Client) Groups(ctx context.Context) ([]schema.StateGroup, error) {
	var data struct {
		Groups []struct {
			Name       string    `json:"privilegeGroupName"`
			Privileges commaList `json:"privileges"`
		} `json:"privilegeGroups"`
	}
	_, err := c.ask(ctx, prefix+"/privilege_groups/list", map[string]string{}, &data)
	var out []schema.StateGroup
	for _, g := range data.Groups {
		out = append(out, schema.StateGroup{Name: g.Name, Privileges: append([]string{}, g.Privileges...)})
	}
	return out, err
}

// commaList is a list in one string, or a list.
type commaList []string

func (l *commaList) UnmarshalJSON(data []byte) error {
	var joined string
	if json.Unmarshal(data, &joined) != nil {
		return json.Unmarshal(data, (*[]string)(l))
	}
	if joined != "" {
		*l = strings.Split(joined, ",")
	}
	return nil
}

func (c *Client) Roles(ctx context.Context) ([]schema.StateRole, error) {
	var names []string
	_, err := c.ask(ctx, prefix+"/roles/list", map[string]string{}, &names)
	var out []schema.StateRole
	for _, name := range names {
		out = append(out, schema.StateRole{Name: name})
	}
	return out, err
}

// Grants asks for database "*": without it the interface tells those of the default one alone.
func (c *Client) Grants(ctx context.Context, role string) ([]schema.StateGrant, string, error) {
	var rows []struct {
		ObjectType string `json:"objectType"`
		ObjectName string `json:"objectName"`
		Database   string `json:"dbName"`
		Privilege  string `json:"privilege"`
	}
	description, err := c.ask(ctx, prefix+"/roles/describe", map[string]string{"roleName": role, "dbName": "*"}, &rows)
	var out []schema.StateGrant
	for _, r := range rows {
		out = append(out, schema.StateGrant{Role: role, Privilege: r.Privilege, ObjectType: r.ObjectType, Database: r.Database, Collection: r.ObjectName})
	}
	return out, description, err
}

func (c *Client) Users(ctx context.Context) ([]string, error) {
	return c.names(ctx, "/users/list", map[string]string{})
}

func (c *Client) RolesOf(ctx context.Context, user string) ([]string, error) {
	return c.names(ctx, "/users/describe", map[string]string{"userName": user})
}

func (c *Client) Databases(ctx context.Context) ([]string, error) {
	return c.names(ctx, "/databases/list", map[string]string{})
}

func (c *Client) Collections(ctx context.Context, database string) ([]string, error) {
	return c.names(ctx, "/collections/list", map[string]string{"dbName": database})
}

func (c *Client) Aliases(ctx context.Context, database, collection string) ([]string, error) {
	body := map[string]string{"dbName": database}
	if collection != "" {
		body["collectionName"] = collection
	}
	return c.names(ctx, "/aliases/list", body)
}

func (c *Client) names(ctx context.Context, path string, body map[string]string) ([]string, error) {
	var names []string
	_, err := c.ask(ctx, prefix+path, body, &names)
	return names, err
}
