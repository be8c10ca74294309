// Package browser holds the access review page to what a reader sees: in a real
// Chromium, with a file as anybody would open it. It is a module of its own because
// of the client that drives the browser.
//
// The tests need Chromium on PATH (Debian's package chromium). With -screenshots DIR
// they also leave pictures of the views there, to be looked at.
package browser
