package main

import (
	"slices"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/lint/rules"
)

// tags are what code scanners sort rules by: "security" is for those that find
// more access than is good, as a weakness, not for mistakes that take access away.
func tags(r *lint.Rule) []string {
	if slices.Contains([]*lint.Rule{
		rules.WiderThanWritten, rules.WildcardPrivilege, rules.WildcardScope,
		rules.GrantToPublic, rules.BindAdmin, rules.DefaultUser,
		rules.SeparationViolated, rules.InvariantViolated, rules.BoundaryCrossed, rules.EndlessToken, rules.FullAccessToken,
		rules.ConditionNotDeployable, rules.ConstantCondition,
		rules.CrossDatabaseExposure, rules.AccessControlOff,
		rules.PrivilegeEscalation, rules.OwnerOnlyPermission, rules.DestructiveWithService,
	}, r) {
		return []string{"security"}
	}
	return nil
}
