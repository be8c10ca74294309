// Package rules is the shelf: every rule, one file each, named for the pattern
// it finds. Beside each file lies the rule's page in Markdown, and in
// testdata/lint the archive that shows what it reports and what it leaves alone.
//
// A rule is a value with a check that looks at one target's model through a
// [lint.Pass]. It takes what the policy says and asks the catalog what that
// means on the target's version; it names no vendor and reads no file. Where
// access matters it judges what a holder can do, all its roles and those
// everyone holds taken together. One cause makes one finding, which says what
// is so, why it matters on this target, and what to write instead.
//
// To add a rule: NAME.go, NAME.md, testdata/lint/NAME.txtar and a line in [All].
// The tests here run every archive and every page's own examples.
package rules
