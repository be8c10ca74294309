package rules

import (
	"embed"
	"fmt"
	"strings"

	"github.com/rolecall/rolecall/lint"
)

// All is every rule, by ID. A rule that is given up leaves a comment with its
// ID, the reason and its successor: IDs are never used again.
var All = []*lint.Rule{
	SyntaxError,             // RC001
	UnknownBlockOrAttribute, // RC002
	DuplicateName,           // RC003
	UnknownReference,        // RC004
	ReferenceCycle,          // RC005
	SuppressionProblem,      // RC006
	InputTooLarge,           // RC007
	UnknownPrivilege,        // RC101
	ScopeLevelMismatch,      // RC102
	NonCascadingScope,       // RC103
	WiderThanWritten,        // RC104
	WildcardPrivilege,       // RC105
	WildcardScope,           // RC106
	DeadPrivilege,           // RC107
	IncompleteOperation,     // RC108
	MixedLevelGroup,         // RC109
	NestedGroup,             // RC110
	EmptyGroup,              // RC111
	ReservedGroupName,       // RC112
	UnknownScope,            // RC113
	GrantOnAlias,            // RC114
	WriteWithoutRead,        // RC115
	ImpliedPrivilege,        // RC116
	BoundRoleDeleted,        // RC201
	BuiltInRoleModified,     // RC202
	GrantToPublic,           // RC203
	BindAdmin,               // RC204
	DefaultUser,             // RC205
	UnboundRole,             // RC206
	EmptyRole,               // RC207
	EmptyBinding,            // RC208
	DuplicateBinding,        // RC209
	LastRoleRevoked,         // RC210
	ExpiredBinding,          // RC211
	SeparationViolated,      // RC212
	InvariantViolated,       // RC213
	IneffectiveMove,         // RC214
	BoundaryCrossed,         // RC215
	EndlessToken,            // RC216
	FullAccessToken,         // RC217
	WidenedRole,             // RC218
	InvalidCondition,        // RC301
	UnknownAttribute,        // RC302
	ConditionNotDeployable,  // RC303
	ConstantCondition,       // RC304
	ConditionTooCostly,      // RC305
	ConditionMayFail,        // RC306
	TooManyRoles,            // RC401
	TooManyUsers,            // RC402
	InvalidName,             // RC403
	PlanUnsupported,         // RC404
	NeedsVendorSupport,      // RC405
	UpgradeHazard,           // RC406
	CrossDatabaseExposure,   // RC407
	AccessControlOff,        // RC408
	BuiltInGroupChanged,     // RC409
	PrivilegeEscalation,     // RC501
	RedundantGrant,          // RC502
	ShadowedRole,            // RC503
	OwnerOnlyPermission,     // RC504
	DefaultPermission,       // RC505
	DestructiveWithService,  // RC506
	MissingDescription,      // RC601
	UnusedDeclaration,       // RC602
	UnsortedList,            // RC603
	OrphanGrant,             // RC604
	SeesNothing,             // RC605
}

// Find gives the rule of an ID or a name, nil where there is none. Case does not matter.
func Find(idOrName string) *lint.Rule {
	for _, r := range All {
		if strings.EqualFold(r.ID, idOrName) || strings.EqualFold(r.Name, idOrName) {
			return r
		}
	}
	return nil
}

//go:embed *.md
var pages embed.FS

// Page is what `rolecall explain` prints of a rule, in Markdown. It panics for
// a rule without a page, which the tests rule out.
func Page(r *lint.Rule) string {
	data, err := pages.ReadFile(fileName(r) + ".md")
	if err != nil {
		panic(fmt.Sprintf("rules: %s has no page: %v", r.ID, err))
	}
	return string(data)
}

// fileName is the name of a rule's files without their ends.
func fileName(r *lint.Rule) string { return strings.ReplaceAll(r.Name, "-", "_") }
