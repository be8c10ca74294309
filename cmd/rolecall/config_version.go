package main

import (
	"fmt"
	"strings"

	"golang.org/x/mod/semver"

	"github.com/rolecall/rolecall/internal/release"
)

// constraint is one condition on the version of rolecall, as in >= 0.4.
type constraint struct{ operator, version string }

// parseConstraints reads required_version: conditions parted by commas, all of
// which must hold. Without an operator the version itself is meant; ~> takes
// what differs in the last number alone, or is higher there.
func parseConstraints(s string) ([]constraint, error) {
	var list []constraint
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		version := strings.TrimLeft(part, "<>=!~")
		operator := part[:len(part)-len(version)]
		version = "v" + strings.TrimPrefix(strings.TrimSpace(version), "v")
		switch operator {
		case "", "=", "!=", ">", ">=", "<", "<=", "~>":
		default:
			return nil, fmt.Errorf("required_version has the operator %q, not one of =, !=, >, >=, <, <=, ~>", operator)
		}
		if !semver.IsValid(version) {
			return nil, fmt.Errorf("required_version %q cannot be read: write versions such as >= 0.4 or ~> 1.2", s)
		}
		list = append(list, constraint{operator, version})
	}
	return list, nil
}

// checkVersion refuses a version of rolecall that a project does not want. A
// build without a version meets every condition.
func checkVersion(required string) error { return checkVersionOf(required, version()) }

func checkVersionOf(required, have string) error {
	if required == "" {
		return nil
	}
	list, err := parseConstraints(required)
	if err != nil || !release.Is(have) {
		return err
	}
	for _, c := range list {
		if !c.meets(have) {
			return fmt.Errorf("the project wants rolecall %s, and this is %s", required, have)
		}
	}
	return nil
}

func (c constraint) meets(have string) bool {
	order := semver.Compare(have, c.version)
	switch c.operator {
	case "", "=":
		return order == 0
	case "!=":
		return order != 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case "~>":
		if strings.Count(c.version, ".") > 1 {
			return order >= 0 && semver.MajorMinor(have) == semver.MajorMinor(c.version)
		}
		return order >= 0 && semver.Major(have) == semver.Major(c.version)
	}
	panic(fmt.Sprintf("config: no such operator %q", c.operator))
}
