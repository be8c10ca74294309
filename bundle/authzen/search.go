package authzen

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"

	"github.com/rolecall/rolecall/bundle"
)

// search is a body of the search endpoints.
type search struct {
	Evaluation
	Page *struct {
		Token string `json:"token"`
		Limit *int   `json:"limit"`
	} `json:"page"`
}

// found answers a search. Context says what cannot be listed.
type found struct {
	Page    page          `json:"page"`
	Context *foundContext `json:"context,omitempty"`
	Results []any         `json:"results"`
}

// foundContext says what is allowed besides the results, which a list cannot hold.
type foundContext struct {
	Reason string `json:"reason"`
}

func readSearch(body []byte) (*search, error) {
	var s search
	if err := decode(body, &s); err != nil {
		return nil, bad(err)
	}
	if s.Page != nil && s.Page.Limit != nil && *s.Page.Limit < 0 {
		return nil, bad(errors.New("page.limit is negative"))
	}
	return &s, nil
}

// searchSubjects lists the principals that the bundle names and that may. Whoever it
// does not name has what everyone has.
func (h *handler) searchSubjects(r *http.Request, body []byte) (any, error) {
	s, err := readSearch(body)
	if err != nil {
		return nil, err
	}
	if s.Subject == nil || s.Subject.Type == "" {
		return nil, bad(errors.New("subject.type is missing"))
	}
	kind := s.Subject.Type
	s.Subject.ID = "?" // not looked at
	p := h.policy()
	return h.search(r, &p, s, body, func(k *known) iter.Seq2[any, *Evaluation] {
		return func(yield func(any, *Evaluation) bool) {
			for _, name := range k.principals {
				subject := subjectOf(name)
				if subject.Type != kind {
					continue
				}
				e := s.Evaluation
				e.Subject = &Subject{subject.Type, subject.ID, s.Subject.Properties}
				if !yield(subject, &e) {
					return
				}
			}
		}
	})
}

// searchResources lists the databases and collections that the bundle names and that
// the subject may use so. What a row on all of them opens besides is said in the context.
func (h *handler) searchResources(r *http.Request, body []byte) (any, error) {
	s, err := readSearch(body)
	if err != nil {
		return nil, err
	}
	if s.Resource == nil || s.Resource.Type == "" {
		return nil, bad(errors.New("resource.type is missing"))
	}
	kind := s.Resource.Type
	s.Resource.ID = "?" // not looked at
	p := h.policy()
	out, err := h.search(r, &p, s, body, func(k *known) iter.Seq2[any, *Evaluation] {
		return func(yield func(any, *Evaluation) bool) {
			for _, resource := range k.resources {
				if resource.Type != kind {
					continue
				}
				e := s.Evaluation
				e.Resource = &Resource{resource.Type, resource.ID, s.Resource.Properties}
				if !yield(resource, &e) {
					return
				}
			}
		}
	})
	if err == nil {
		err = p.tellAll(s, out)
	}
	return out, err
}

// tellAll says that the subject reaches more than what has a name in the bundle. A row
// with a condition does not say so: it may hold for one name and not for another.
func (p *policy) tellAll(s *search, out *found) error {
	if s.Resource.Type != collection && s.Resource.Type != database {
		return nil
	}
	e := s.Evaluation
	e.Resource = &Resource{Type: cluster, ID: "all", Properties: s.Resource.Properties}
	var req bundle.Request
	denied, err := e.request(&req)
	if err != nil {
		return bad(err)
	}
	if denied == "" && p.always(&req) {
		out.Context = &foundContext{fmt.Sprintf("the subject may do so with every %s, listed or not", s.Resource.Type)}
	}
	return nil
}

// searchActions lists the privileges that the subject may use on the resource.
func (h *handler) searchActions(r *http.Request, body []byte) (any, error) {
	s, err := readSearch(body)
	if err != nil {
		return nil, err
	}
	s.Action = &Action{Name: "?"} // not looked at
	p := h.policy()
	return h.search(r, &p, s, body, func(k *known) iter.Seq2[any, *Evaluation] {
		return func(yield func(any, *Evaluation) bool) {
			for _, name := range k.privileges {
				e := s.Evaluation
				e.Action = &Action{Name: name}
				if !yield(*e.Action, &e) {
					return
				}
			}
		}
	})
}

// search asks each candidate's question and keeps those that are allowed, from where
// the page begins. Every result is one that an evaluation allows at the same time.
func (h *handler) search(r *http.Request, p *policy, s *search, body []byte, candidates func(*known) iter.Seq2[any, *Evaluation]) (*found, error) {
	if err := s.complete(); err != nil {
		return nil, bad(err)
	}
	if p.denied != "" {
		return &found{Context: &foundContext{p.denied}, Results: []any{}}, nil
	}
	at, err := h.pageOf(s, body, p.b)
	if err != nil {
		return nil, bad(err)
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.o.Timeout)
	defer cancel()
	out, i := at.begin(), 0
	for result, e := range candidates(h.known.get(p.b)) {
		if i++; i <= at.from {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		yes, err := p.candidate(e)
		if err != nil {
			return nil, bad(err)
		}
		if yes && !at.put(out, result, i-1) {
			break
		}
	}
	return out, nil
}

// candidate reports whether a question is answered with yes.
func (p *policy) candidate(e *Evaluation) (bool, error) {
	var req bundle.Request
	denied, err := e.request(&req)
	return err == nil && denied == "" && p.allowed(&req), err
}
