package condition

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // conditions name time zones; the machine may not know them

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/overloads"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// zoned are the functions that read a timestamp in a time zone, and their overloads.
var zoned = map[string]string{
	overloads.TimeGetFullYear:     overloads.TimestampToYearWithTz,
	overloads.TimeGetMonth:        overloads.TimestampToMonthWithTz,
	overloads.TimeGetDayOfYear:    overloads.TimestampToDayOfYearWithTz,
	overloads.TimeGetDate:         overloads.TimestampToDayOfMonthOneBasedWithTz,
	overloads.TimeGetDayOfMonth:   overloads.TimestampToDayOfMonthZeroBasedWithTz,
	overloads.TimeGetDayOfWeek:    overloads.TimestampToDayOfWeekWithTz,
	overloads.TimeGetHours:        overloads.TimestampToHoursWithTz,
	overloads.TimeGetMinutes:      overloads.TimestampToMinutesWithTz,
	overloads.TimeGetSeconds:      overloads.TimestampToSecondsWithTz,
	overloads.TimeGetMilliseconds: overloads.TimestampToMillisecondsWithTz,
}

// zonedFunctions binds them anew: cel-go's own read the zone's file each time,
// which takes more than all the rest of the usual condition.
func zonedFunctions() []cel.EnvOption {
	var options []cel.EnvOption
	for _, function := range slices.Sorted(maps.Keys(zoned)) {
		options = append(options, cel.Function(function, cel.MemberOverload(zoned[function],
			[]*cel.Type{cel.TimestampType, cel.StringType}, cel.IntType,
			cel.BinaryBinding(func(t, zone ref.Val) ref.Val { return inZone(function, t, zone) }))))
	}
	return options
}

func inZone(function string, t, zone ref.Val) ref.Val {
	at, ok := t.(types.Timestamp)
	name, named := zone.(types.String)
	if !ok || !named {
		return types.MaybeNoSuchOverloadErr(zone)
	}
	if strings.Contains(string(name), ":") { // an offset such as +05:30
		return at.Receive(function, "", []ref.Val{zone})
	}
	location, err := location(string(name))
	if err != nil {
		return types.WrapErr(err)
	}
	return types.Timestamp{Time: at.In(location)}.Receive(function, "", nil)
}

var errLocal = errors.New("time zone Local is another one on each machine")

// locations keeps the zones that were loaded. There are some six hundred.
var locations sync.Map

func location(name string) (*time.Location, error) {
	if known, ok := locations.Load(name); ok {
		return known.(*time.Location), nil
	}
	if name == "Local" {
		return nil, errLocal
	}
	loaded, err := time.LoadLocation(name)
	if err == nil {
		locations.Store(name, loaded)
	}
	return loaded, err
}

// timeZones finds time zones that do not exist, as in
// request.time.getHours('Europe/Berln'). CEL itself would find out only when it
// evaluates the condition, and deny everyone.
type timeZones struct{}

func (timeZones) Name() string { return "rolecall.validator.time_zone" }

func (timeZones) Validate(_ *cel.Env, _ cel.ValidatorConfig, a *ast.AST, issues *cel.Issues) {
	calls := ast.MatchDescendants(ast.NavigateAST(a), ast.KindMatcher(ast.CallKind))
	for _, e := range calls {
		call := e.AsCall()
		if zoned[call.FunctionName()] == "" || len(call.Args()) != 1 || call.Args()[0].Kind() != ast.LiteralKind {
			continue
		}
		zone := call.Args()[0]
		if types.IsError(inZone(call.FunctionName(), types.Timestamp{}, zone.AsLiteral())) {
			issues.ReportErrorAtID(zone.ID(), "no such time zone %q", zone.AsLiteral().Value())
		}
	}
}
