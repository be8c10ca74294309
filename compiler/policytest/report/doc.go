// Package report writes what tests of policies came to: for people, for programs
// and CI systems, and for readers of coverage. It takes results and knows neither
// policies nor vendors.
package report
