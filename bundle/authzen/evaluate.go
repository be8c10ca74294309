package authzen

import (
	"context"
	"fmt"
	"net/http"

	"github.com/rolecall/rolecall/bundle"
)

// Decision answers one question.
type Decision struct {
	Decision bool            `json:"decision"`
	Context  DecisionContext `json:"context"`
}

// DecisionContext says why: the role, the line of the policy and the condition that
// allow it, and a sentence in yes and in no.
type DecisionContext struct {
	Role      string `json:"role,omitempty"`
	Source    string `json:"source,omitempty"`
	Condition string `json:"condition,omitempty"`
	Reason    string `json:"reason"`
}

// batch is a body of the evaluations endpoint.
type batch struct {
	Evaluation
	Evaluations []Evaluation `json:"evaluations"`
	Options     struct {
		Semantic string `json:"evaluations_semantic"`
	} `json:"options"`
}

// decisions answers several questions.
type decisions struct {
	Evaluations []Decision `json:"evaluations"`
}

func (h *handler) evaluation(r *http.Request, body []byte) (any, error) {
	var e Evaluation
	if err := decode(body, &e); err != nil {
		return nil, bad(err)
	}
	p := h.policy()
	return h.decide(r, &p, &e)
}

// decide answers a question; one that is not complete is a mistake of the caller's.
func (h *handler) decide(r *http.Request, p *policy, e *Evaluation) (*Decision, error) {
	if err := e.complete(); err != nil {
		return nil, bad(err)
	}
	var req bundle.Request
	denied, err := e.request(&req)
	if err != nil {
		return nil, bad(err)
	}
	d := bundle.Decision{Reason: denied}
	if denied == "" {
		d = p.decide(&req)
	}
	h.o.Observe(r, p.b, &req, d)
	return &Decision{d.Allowed, DecisionContext{Role: d.Role, Source: d.Source, Condition: d.Condition, Reason: d.Reason}}, nil
}

// Ways to go on after an answer.
const (
	executeAll    = "execute_all"
	denyOnFirst   = "deny_on_first_deny"
	permitOnFirst = "permit_on_first_permit"
)

// evaluations answers a list of questions in its order; without a list, the one question.
// A question of the list that is not complete is denied, with the reason, and the others are answered.
func (h *handler) evaluations(r *http.Request, body []byte) (any, error) {
	var b batch
	if err := decode(body, &b); err != nil {
		return nil, bad(err)
	}
	switch b.Options.Semantic {
	case "", executeAll, denyOnFirst, permitOnFirst:
	default:
		return nil, bad(fmt.Errorf("options.evaluations_semantic is %q, not one of %s, %s, %s", b.Options.Semantic, executeAll, denyOnFirst, permitOnFirst))
	}
	p := h.policy()
	if len(b.Evaluations) == 0 {
		return h.decide(r, &p, &b.Evaluation)
	}
	if len(b.Evaluations) > h.o.MaxEvaluations {
		return nil, bad(fmt.Errorf("%d evaluations are more than the %d that one call may ask for", len(b.Evaluations), h.o.MaxEvaluations))
	}
	return h.decideAll(r, &p, &b)
}

func (h *handler) decideAll(r *http.Request, p *policy, b *batch) (any, error) {
	ctx, cancel := context.WithTimeout(r.Context(), h.o.Timeout)
	defer cancel()
	out := decisions{make([]Decision, 0, len(b.Evaluations))}
	for i := range b.Evaluations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e := b.filled(i)
		d, err := h.decide(r, p, e)
		if err != nil {
			d = &Decision{Context: DecisionContext{Reason: err.Error()}}
			h.o.Observe(r, p.b, e.told(), bundle.Decision{Reason: err.Error()})
		}
		out.Evaluations = append(out.Evaluations, *d)
		if b.Options.Semantic == denyOnFirst && !d.Decision || b.Options.Semantic == permitOnFirst && d.Decision {
			break
		}
	}
	return out, nil
}

// filled is a question of the list with what is said for all of them.
func (b *batch) filled(i int) *Evaluation {
	e := b.Evaluations[i]
	if e.Subject == nil {
		e.Subject = b.Subject
	}
	if e.Action == nil {
		e.Action = b.Action
	}
	if e.Resource == nil {
		e.Resource = b.Resource
	}
	if e.Context == nil {
		e.Context = b.Context
	}
	return &e
}
