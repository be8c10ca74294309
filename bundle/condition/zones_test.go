package condition

import (
	"fmt"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// The functions bound here give what cel-go's own give.
func TestZonedFunctions(t *testing.T) {
	standard, err := cel.NewEnv(cel.Variable("t", cel.TimestampType))
	if err != nil {
		t.Fatal(err)
	}
	ours, err := cel.NewEnv(append(zonedFunctions(), cel.Variable("t", cel.TimestampType))...)
	if err != nil {
		t.Fatal(err)
	}
	moments := []time.Time{time.Unix(0, 0), time.Date(2026, 3, 29, 0, 59, 59, 999e6, time.UTC), time.Date(2026, 3, 29, 1, 0, 0, 1e6, time.UTC),
		time.Date(2027, 12, 31, 23, 30, 0, 0, time.FixedZone("", -3*3600)), time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)}
	for function := range zoned {
		for _, zone := range []string{"", "UTC", "Europe/Berlin", "America/St_Johns", "Pacific/Apia", "+05:30", "-00:30", "nowhere", "../UTC", "+24:00", "a:b"} {
			for _, call := range []string{fmt.Sprintf("t.%s(%q)", function, zone), fmt.Sprintf("t.%s()", function)} {
				for _, moment := range moments {
					want, wantErr := run(t, standard, call, moment)
					got, gotErr := run(t, ours, call, moment)
					if (wantErr == nil) != (gotErr == nil) || wantErr == nil && want.Equal(got) != types.True {
						t.Errorf("%s at %v: got %v, %v, want %v, %v", call, moment, got, gotErr, want, wantErr)
					}
				}
			}
		}
	}
}

func run(t *testing.T, env *cel.Env, expression string, at time.Time) (ref.Val, error) {
	t.Helper()
	checked, issues := env.Compile(expression)
	if issues.Err() != nil {
		t.Fatal(issues.Err())
	}
	program, err := env.Program(checked)
	if err != nil {
		t.Fatal(err)
	}
	value, _, err := program.Eval(map[string]any{"t": at})
	return value, err
}
