// Package live says how rolecall talks to a server that is running: what a client
// of a vendor must do, which errors it gives, where it finds its credentials. Each
// vendor has a package below this one, the only importer of that vendor's SDK;
// they are linked into the binary rolecall-live alone, so that no other command
// pays for them.
package live
