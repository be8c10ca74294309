// Package report writes what package usage found: text for people, JSON and CSV for
// programs. Names from logs and servers are escaped.
package report
