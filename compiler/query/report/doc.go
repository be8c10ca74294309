// Package report writes answers to access questions: lists as text, JSON and CSV
// while they are asked for, so that a million rows take no room, and the answer to
// whether somebody may, with its reasons. Names in it are others' work: they are
// escaped for where they are shown.
package report
