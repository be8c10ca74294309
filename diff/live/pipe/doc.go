// Package pipe lets one process talk to a server through another: [Open] gives a
// client that asks over a stream, [Serve] answers with a client of its own. So the
// program that links the vendors' SDKs is started only where a server is talked to.
//
// The messages are JSON, one after the other, a question at a time. The first is
// the answering side's and says which build it is. Credentials and passwords go
// over the stream and nowhere else, and what the answering side says of an error
// is cleaned of them.
package pipe
