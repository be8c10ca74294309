package review

import (
	"github.com/rolecall/rolecall/compiler/query"
	diffreport "github.com/rolecall/rolecall/diff/report"
	"github.com/rolecall/rolecall/schema"
)

// document is the data in the page. It is read by the page's own scripts alone, which
// are of the same version.
type document struct {
	Version   string     `json:"version"`
	Now       string     `json:"now"`
	Sources   string     `json:"sources"`
	Base      string     `json:"base"`
	SourceURL string     `json:"source_url"`
	Against   string     `json:"against"`
	Findings  []finding  `json:"findings"`
	Targets   []*targetS `json:"targets"`
}

// finding is a finding as lint tells it.
type finding struct {
	Rule       string          `json:"rule"`
	Name       string          `json:"name"`
	Severity   schema.Severity `json:"severity"`
	Message    string          `json:"message"`
	Help       string          `json:"help,omitempty"`
	URL        string          `json:"url,omitempty"`
	Place      string          `json:"place,omitempty"`
	Related    []related       `json:"related,omitempty"`
	Target     string          `json:"target,omitempty"`  // IDs, joined by ", "
	Subject    string          `json:"subject,omitempty"` // an address
	Suppressed *suppressed     `json:"suppressed,omitempty"`
}

// suppressed says what silences a finding; see [schema.Suppressed].
type suppressed struct {
	Kind   string `json:"kind"`
	Reason string `json:"reason,omitempty"`
	Until  string `json:"until,omitempty"`
}

type related struct {
	Message string `json:"message"`
	Place   string `json:"place"`
}

// targetS is one target. Numbers point into its lists.
type targetS struct {
	ID         string             `json:"id"`
	Of         string             `json:"of"` // policy or deployed
	Kind       string             `json:"kind"`
	Title      string             `json:"title"`
	Version    string             `json:"version"`
	Scoped     bool               `json:"scoped"`
	Revision   string             `json:"revision,omitempty"`
	Rows       int                `json:"rows"`
	Privileges []query.Privilege  `json:"privileges"`
	Scopes     [][2]string        `json:"scopes"` // database, collection
	Conditions []condition        `json:"conditions"`
	Links      []link             `json:"links"`
	Ways       []way              `json:"ways"`
	Sets       [][]int            `json:"sets"` // of privileges
	Roles      []*role            `json:"roles"`
	Principals []*principal       `json:"principals"`
	Reaches    []reached          `json:"reaches"` // what principals share
	Places     [][]string         `json:"places"`  // databases
	Notes      []query.Unmodelled `json:"notes"`
	Aliases    [][3]string        `json:"aliases"` // database, alias, collection
	Changes    *changes           `json:"changes,omitempty"`
	Graph      string             `json:"graph,omitempty"` // SVG
	NoGraph    string             `json:"no_graph,omitempty"`
}

type condition struct {
	ID         string `json:"id"`
	About      string `json:"about,omitempty"`
	Expression string `json:"expression"`
	Place      string `json:"place"`
}

// link is a step of a way; see [query.Link].
type link struct {
	Kind  query.LinkKind `json:"kind"`
	Name  string         `json:"name"`
	Place string         `json:"place,omitempty"`
}

// way is how a role comes to a grant.
type way struct {
	Links   []int `json:"links"`
	Service bool  `json:"service,omitempty"` // no server enforces it, only services
}

// role is a role and its pieces of access.
type role struct {
	Name     string  `json:"name"`
	Address  string  `json:"address,omitempty"`
	About    string  `json:"about,omitempty"`
	Place    string  `json:"place,omitempty"`
	Vendor   bool    `json:"vendor,omitempty"`
	Everyone bool    `json:"everyone,omitempty"` // holds it
	Bypass   bool    `json:"bypass,omitempty"`
	Unknown  string  `json:"unknown,omitempty"`
	Includes []int   `json:"includes,omitempty"` // links
	Rows     int     `json:"rows"`
	Pieces   []int32 `json:"pieces"` // four a piece: scope, condition (-1: none), way, set
}

// principal is somebody and the roles that bindings give.
type principal struct {
	Name  string   `json:"name"`
	Kind  string   `json:"kind"`
	Holds []member `json:"holds,omitempty"`
	Reach int      `json:"reach"` // of reaches; -1 for none
}

type member struct {
	Role    int    `json:"role"`
	By      string `json:"by,omitempty"` // the binding
	Place   string `json:"place,omitempty"`
	Until   string `json:"until,omitempty"`
	Project string `json:"project,omitempty"`
	Ended   bool   `json:"ended,omitempty"`
}

// reached is access of a principal that holds elsewhere too.
type reached struct {
	Lines []int `json:"lines"` // five each: role, scope, condition (-1: none), set, places
	More  int   `json:"more,omitempty"`
}

// changes is what a difference says.
type changes struct {
	Verdict  string               `json:"verdict"`
	Digest   string               `json:"digest,omitempty"` // of the state
	Gained   int                  `json:"gained"`
	Lost     int                  `json:"lost"`
	Objects  int                  `json:"objects"`
	Sections []diffreport.Section `json:"sections"`
}
