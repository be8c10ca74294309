package authzen

import (
	"net/http"
	"strings"
)

// Paths of the API, those that the specification gives as defaults.
const (
	EvaluationPath  = "/access/v1/evaluation"
	EvaluationsPath = "/access/v1/evaluations"
	SubjectPath     = "/access/v1/search/subject"
	ResourcePath    = "/access/v1/search/resource"
	ActionPath      = "/access/v1/search/action"
	MetadataPath    = "/.well-known/authzen-configuration"
)

// Metadata tells clients where the endpoints are.
type Metadata struct {
	PDP         string `json:"policy_decision_point"`
	Evaluation  string `json:"access_evaluation_endpoint"`
	Evaluations string `json:"access_evaluations_endpoint"`
	Subject     string `json:"search_subject_endpoint"`
	Resource    string `json:"search_resource_endpoint"`
	Action      string `json:"search_action_endpoint"`
}

func (h *handler) metadata(w http.ResponseWriter, r *http.Request) {
	at, keep := h.o.URL, "max-age=3600"
	if at == "" {
		at, keep = "http://"+r.Host, "no-store" // a caller chooses the Host: nobody else must get it
		if r.TLS != nil {
			at = "https://" + r.Host
		}
	}
	w.Header().Set("Cache-Control", keep)
	write(w, Metadata{at, at + EvaluationPath, at + EvaluationsPath, at + SubjectPath, at + ResourcePath, at + ActionPath})
}

// metadataOf answers where clients look for the metadata of an address that has a
// path: the well-known part stands before it (AuthZEN 1.0, section 9.2).
func (h *handler) metadataOf(path string) http.HandlerFunc {
	want := MetadataPath + "/" + strings.Trim(path, "/")
	return func(w http.ResponseWriter, r *http.Request) {
		if strings.TrimSuffix(r.URL.Path, "/") != want {
			http.NotFound(w, r)
			return
		}
		h.metadata(w, r)
	}
}
