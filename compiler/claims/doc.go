// Package claims turns the token blocks of a policy into claims that a database's
// tokens make, and signs them. What a server reads out of a missing, misspelt or
// repeated claim is more access than anyone wrote, so a document of claims is
// complete, and one that is read back is exactly what was written.
package claims
