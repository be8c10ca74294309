package authzen

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rolecall/rolecall/bundle"
)

// Subject is who asks.
type Subject struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

// Action is what is to be done.
type Action struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties,omitempty"`
}

// Resource is what it is to be done with.
type Resource struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

// Evaluation is one question. What is nil was not said.
type Evaluation struct {
	Subject  *Subject       `json:"subject"`
	Action   *Action        `json:"action"`
	Resource *Resource      `json:"resource"`
	Context  map[string]any `json:"context"`
}

// Types of subjects and resources.
const (
	user       = "user"
	collection = "collection"
	database   = "database"
	cluster    = "cluster"
	account    = "account"
)

// others are the types of subjects besides users, as tables write them before a colon.
var others = []string{"api_key", "group", "service_account", "token"}

// principal is a subject as tables name it. ok is false for a type that no table has.
func (s *Subject) principal() (name string, ok bool) {
	if s.Type == user {
		for _, kind := range others {
			if strings.HasPrefix(s.ID, kind+":") {
				return "", false // a user of such a name is none of them
			}
		}
		return s.ID, true
	}
	for _, kind := range others {
		if s.Type == kind {
			return kind + ":" + s.ID, true
		}
	}
	return "", false
}

// subjectOf is a principal of a table as a subject.
func subjectOf(principal string) Subject {
	for _, kind := range others {
		if id, ok := strings.CutPrefix(principal, kind+":"); ok {
			return Subject{Type: kind, ID: id}
		}
	}
	return Subject{Type: user, ID: principal}
}

// scope is a resource as requests name it. ok is false for a type that no table has.
func (r *Resource) scope() (db, coll string, ok bool) {
	switch r.Type {
	case collection:
		db, coll, ok = strings.Cut(r.ID, ".")
		return db, coll, ok && db != "" && coll != ""
	case database:
		return r.ID, "", r.ID != ""
	case cluster, account:
		return bundle.Any, bundle.Any, true // what only rows on everything cover
	}
	return "", "", false
}

// request makes a request of a question that is complete. The string says why it
// cannot be one of this policy, which denies it.
func (e *Evaluation) request(req *bundle.Request) (denied string, err error) {
	var ok bool
	if req.Principal, ok = e.Subject.principal(); !ok {
		return fmt.Sprintf("no subject of type %q and id %q can hold a role", e.Subject.Type, e.Subject.ID), nil
	}
	if req.Database, req.Collection, ok = e.Resource.scope(); !ok {
		return fmt.Sprintf("%q is no resource of type %q: a collection is DATABASE.COLLECTION, a database DATABASE", e.Resource.ID, e.Resource.Type), nil
	}
	req.Privilege = e.Action.Name
	req.Attributes.Principal = e.Subject.Properties
	req.Attributes.Resource = e.Resource.Properties
	req.Attributes.Request, err = joined(e.Context, e.Action.Properties)
	return "", err
}

// told makes a request of what there is of a question, for who writes down what was decided.
func (e *Evaluation) told() *bundle.Request {
	req := &bundle.Request{}
	if e.Subject != nil {
		req.Principal, _ = e.Subject.principal()
	}
	if e.Action != nil {
		req.Privilege = e.Action.Name
	}
	if e.Resource != nil {
		req.Database, req.Collection, _ = e.Resource.scope()
	}
	return req
}

// clock is what a context says of the time, which is not believed.
const clock = "time"

// joined is what a context and an action say of a request. What both say must not differ.
func joined(context, action map[string]any) (map[string]any, error) {
	_, timed := context[clock]
	_, alsoTimed := action[clock]
	if len(action) == 0 && !timed {
		return context, nil
	}
	if len(context) == 0 && !alsoTimed {
		return action, nil
	}
	all := make(map[string]any, len(context)+len(action))
	for _, from := range []map[string]any{context, action} {
		for name, v := range from {
			if _, twice := all[name]; twice {
				return nil, fmt.Errorf("%q stands in the context and in the properties of the action", name)
			}
			if name != clock {
				all[name] = v
			}
		}
	}
	return all, nil
}

// complete says what a question lacks.
func (e *Evaluation) complete() error {
	switch {
	case e.Subject == nil:
		return errors.New("subject is missing")
	case e.Subject.Type == "":
		return errors.New("subject.type is missing")
	case e.Subject.ID == "":
		return errors.New("subject.id is missing")
	case e.Action == nil:
		return errors.New("action is missing")
	case e.Action.Name == "":
		return errors.New("action.name is missing")
	case e.Resource == nil:
		return errors.New("resource is missing")
	case e.Resource.Type == "":
		return errors.New("resource.type is missing")
	case e.Resource.ID == "":
		return errors.New("resource.id is missing")
	}
	return nil
}

// decode reads a body. What two readers of the same bytes might take differently is
// refused: a name that stands twice in an object, what is no text.
func decode(body []byte, to any) error {
	if !utf8.Valid(body) {
		return errors.New("the body is not valid UTF-8")
	}
	if err := json.Unmarshal(body, to); err != nil {
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return fmt.Errorf("the body is not valid JSON: %w", err)
		case errors.As(err, &kind):
			return fmt.Errorf("%s cannot be %s", cmp.Or(kind.Field, "the body"), article(kind.Value))
		}
		return err
	}
	return unique(body)
}

func article(kind string) string {
	if strings.HasPrefix(kind, "a") || strings.HasPrefix(kind, "o") {
		return "an " + kind
	}
	return "a " + kind
}
