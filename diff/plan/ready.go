package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rolecall/rolecall/schema"
)

// Ready says why a state is not planned for; nil where it is. A plan of what is not
// known would promise what it cannot keep: that nothing is missing where roles,
// grants or members were not read, and calls that a server of another version does
// not have. A state that does not tell the version is taken at the policy's word.
func Ready(in Input) error {
	if err := in.covered(); err != nil {
		return err
	}
	c, is := in.Model.Catalog, in.Deployed.Target.Version
	line := lineOf(is, c.Version)
	if line == "" || line == c.Version {
		return nil
	}
	cure := fmt.Sprintf("set version = %q in the target block, or plan again once the server is of version %s", line, c.Version)
	if line[0] < '0' || line[0] > '9' {
		cure = "pull the state into a file and write there, as target.version, the release that the build is of"
	}
	return fmt.Errorf("the state is of version %s and the target of %s: what a server checks and which calls it has differs between versions; %s", is, c.Exact(), cure)
}

// covered says which lists the state lacks that a plan cannot do without.
func (in Input) covered() error {
	needs := []string{schema.CoversRoles, schema.CoversGrants, schema.CoversMembers}
	if in.OnlyExpired {
		needs = []string{schema.CoversMembers}
	}
	lacks := slices.DeleteFunc(needs, in.Deployed.Knows)
	if len(lacks) == 0 {
		return nil
	}
	return fmt.Errorf("the state does not cover %s: what is missing there and what goes is not known, so nothing is planned; read the server with an account that may list %s", and(lacks), them(lacks))
}

func and(list []string) string {
	if len(list) == 1 {
		return list[0]
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

func them(list []string) string {
	if len(list) == 1 {
		return "them"
	}
	return "all of them"
}

// lineOf is the line of versions that a server's own belongs to, written as long as
// another line: "2.6" of "v2.6.11-dev". A build that tells no release is a line of its own.
func lineOf(version, like string) string {
	release, _, _ := strings.Cut(strings.TrimPrefix(version, "v"), "-")
	parts := strings.Split(release, ".")
	return strings.Join(parts[:min(len(parts), strings.Count(like, ".")+1)], ".")
}

// allCovered reports whether nothing that a plan changes is unknown.
func (in Input) allCovered() bool {
	return in.covered() == nil && (in.Deployed.Knows(schema.CoversGroups) || !in.Model.Catalog.Behaviour.CustomGroups)
}
