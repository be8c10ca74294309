package adopt

import "github.com/rolecall/rolecall/schema"

// Fitting is the catalog of a server whose state does not tell its version: the
// one whose privilege groups of the vendor differ least from those that the state
// lists, since versions differ in them; the first of equals, and where none are listed.
func Fitting(s *schema.State, catalogs []*schema.Catalog) *schema.Catalog {
	best, least := catalogs[0], -1
	for _, c := range catalogs {
		if n := foreign(s, c); least < 0 || n < least {
			best, least = c, n
		}
	}
	return best
}

// foreign counts the groups that a state calls built in and a catalog does not have as they are.
func foreign(s *schema.State, c *schema.Catalog) int {
	n := 0
	for _, g := range s.Normalized(c).Groups {
		if known := c.Group(g.Name); g.BuiltIn && (known == nil || !sameSet(known.Privileges, g.Privileges)) {
			n++
		}
	}
	return n
}

// listsBuiltin reports whether a state lists groups of the vendor.
func listsBuiltin(s *schema.State, c *schema.Catalog) bool {
	for _, g := range s.Normalized(c).Groups {
		if g.BuiltIn {
			return true
		}
	}
	return false
}
