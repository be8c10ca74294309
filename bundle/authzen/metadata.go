package authzen

import "net/http"

// Paths of the API, those that the specification gives as defaults.
const (
	evaluationPath  = "/access/v1/evaluation"
	evaluationsPath = "/access/v1/evaluations"
	subjectPath     = "/access/v1/search/subject"
	resourcePath    = "/access/v1/search/resource"
	actionPath      = "/access/v1/search/action"
	metadataPath    = "/.well-known/authzen-configuration"
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
	at := h.o.URL
	if at == "" {
		at = "http://" + r.Host
		if r.TLS != nil {
			at = "https://" + r.Host
		}
	}
	w.Header().Set("Cache-Control", "max-age=3600")
	write(w, Metadata{at, at + evaluationPath, at + evaluationsPath, at + subjectPath, at + resourcePath, at + actionPath})
}
