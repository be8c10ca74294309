package review

import (
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/compiler/query"
	"github.com/rolecall/rolecall/diff"
	"github.com/rolecall/rolecall/schema"
)

// Page is what is reviewed.
type Page struct {
	Targets  []Target
	Findings []schema.Finding // of all targets, suppressed ones too
	Version  string           // of rolecall
	// Now is the moment by which expiry is judged, as it was given; empty where it was
	// not: then the page does not say it either.
	Now string
	// Sources is a digest of the policy's files; empty where there are none.
	Sources string
	// Base is where the project lies as seen from where readers look for its files.
	Base string
	// SourceURL is where a place is read: {file} and {line} stand for its file and
	// line. Empty makes no links. [CheckSourceURL] says what it may be.
	SourceURL string
	// Against names the revision that differences are with; empty for what is deployed.
	Against string
}

// Target is one target as a policy or a deployed state has it.
type Target struct {
	Ground *query.Ground
	// Diff is what a deployment, or a change of the policy, would change; may be nil.
	Diff *diff.Result
}

// ID is the name of the target.
func (t *Target) ID() string { return t.Ground.Target.Name }

// CheckSourceURL refuses a template that leads nowhere, or to something else than a page.
func CheckSourceURL(template string) error {
	switch {
	case !strings.HasPrefix(template, "https://") && !strings.HasPrefix(template, "http://"):
		return fmt.Errorf("the URL of sources is %q: it begins with https:// or http://", template)
	case !strings.Contains(template, "{file}"):
		return fmt.Errorf("the URL of sources is %q: write {file} where the file's path goes, and {line} for the line", template)
	}
	return nil
}

// MostPieces is how much access a page holds: pieces are scopes of a role with the
// privileges that it has there by one grant. A page with as many has some ten megabytes
// and opens in a second or two; a larger one would be slow.
const MostPieces = 400_000

// TooLarge says that there is more access than a page can hold.
type TooLarge struct{ Pieces int }

func (e TooLarge) Error() string {
	return fmt.Sprintf("there are %d pieces of access, and a page holds %d: name one target with --target, or write the CSV, which has no limit, with --csv FILE", e.Pieces, MostPieces)
}
