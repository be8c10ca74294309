package qdrant_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rolecall/rolecall/schema"
	"github.com/rolecall/rolecall/schema/target/qdrant"
)

func catalog(t testing.TB) *schema.Catalog {
	t.Helper()
	c, ok := qdrant.Target.Catalog("")
	if !ok {
		t.Fatal("no catalog for Qdrant Cloud")
	}
	return c
}

// The permissions of the vendor's reference page, in its order and by its sections.
var reference = strings.Fields(`
	read:roles write:roles delete:roles
	read:management_keys write:management_keys delete:management_keys
	write:invites read:invites delete:invites
	read:users delete:users
	read:api_keys write:api_keys delete:api_keys
	read:backups write:backups delete:backups
	read:clusters write:clusters delete:clusters
	read:cluster_data write:cluster_data
	read:backup_schedules write:backup_schedules delete:backup_schedules
	read:hybrid_cloud_environments write:hybrid_cloud_environments delete:hybrid_cloud_environments
	read:payment_information write:payment_information
	read:account write:account delete:account
	read:profile`)

// The permissions that the API alone has.
var newer = strings.Fields(`
	restore:backups
	read:serverless_spaces write:serverless_spaces delete:serverless_spaces
	read:serverless_api_keys write:serverless_api_keys delete:serverless_api_keys
	read:serverless_backups write:serverless_backups delete:serverless_backups restore:serverless_backups
	read:serverless_backup_schedules write:serverless_backup_schedules delete:serverless_backup_schedules`)

func TestPermissions(t *testing.T) {
	if len(reference) != 34 || len(newer) != 14 {
		t.Fatalf("%d and %d permissions", len(reference), len(newer))
	}
	c := catalog(t)
	var got []string
	for i := range c.Privileges {
		p := &c.Privileges[i]
		got = append(got, p.Name)
		if p.Level != schema.LevelAccount || p.Scope != schema.LevelAccount {
			t.Errorf("%s has level %q and scope %q", p.Name, p.Level, p.Scope)
		}
		if old := slices.Contains(reference, p.Name); (p.Source == "reference") != old || (p.Since == "2025") != old {
			t.Errorf("%s comes from %s, since %s", p.Name, p.Source, p.Since)
		}
		if (p.Category == "") != strings.Contains(p.Name, ":serverless_") {
			t.Errorf("%s has category %q", p.Name, p.Category)
		}
	}
	want := slices.Sorted(slices.Values(append(slices.Clone(reference), newer...)))
	slices.Sort(got)
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestFlags(t *testing.T) {
	flagged := func(has func(*schema.Privilege) bool) []string {
		c := catalog(t)
		var out []string
		for i := range c.Privileges {
			if has(&c.Privileges[i]) {
				out = append(out, c.Privileges[i].Name)
			}
		}
		slices.Sort(out)
		return out
	}
	for _, tt := range []struct {
		flag string
		want string
		has  func(*schema.Privilege) bool
	}{
		{"owner only", "delete:account write:account", func(p *schema.Privilege) bool { return p.OwnerOnly }},
		{"default", "read:profile", func(p *schema.Privilege) bool { return p.Default }},
		{"escalation", "write:api_keys write:invites write:management_keys write:roles write:serverless_api_keys", func(p *schema.Privilege) bool { return p.Escalation != "" }},
		{"no method", "read:cluster_data read:profile write:cluster_data", func(p *schema.Privilege) bool { return len(p.Operations) == 0 }},
		{"dead", "", (*schema.Privilege).Dead},
	} {
		if got := strings.Join(flagged(tt.has), " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.flag, got, tt.want)
		}
	}
}

// A write permission brings its read permission, and nothing else brings any.
func TestPairs(t *testing.T) {
	c := catalog(t)
	for i := range c.Privileges {
		p := &c.Privileges[i]
		var want []string
		if resource, ok := strings.CutPrefix(p.Name, "write:"); ok {
			want = []string{"read:" + resource}
		}
		if !slices.Equal(p.Stores, want) || want != nil && p.StoredBy != "the console" {
			t.Errorf("%s stores %v by %q", p.Name, p.Stores, p.StoredBy)
		}
	}
}

func TestRenamed(t *testing.T) {
	want := map[string]string{
		"admin:backups": "restore:backups", "write:user": "", "delete:payment_information": "write:payment_information",
		"read:api-keys": "read:api_keys", "write:api-keys": "write:api_keys", "delete:api-keys": "delete:api_keys",
		"read:serverless": "read:serverless_spaces", "write:serverless": "write:serverless_spaces", "delete:serverless": "delete:serverless_spaces",
		"read:cluster-endpoints": "", "write:users": "", // never were
	}
	got := map[string]string{}
	for _, r := range catalog(t).Renamed {
		got[r.Old] = r.New
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

func TestRoles(t *testing.T) {
	c := catalog(t)
	owner, admin, base := c.Role("Owner"), c.Role("Admin"), c.Role("Base")
	if len(c.Roles) != 3 || !owner.Bypass || owner.Unknown == "" {
		t.Errorf("Owner: %+v", owner)
	}
	if admin.Bypass || len(admin.Grants) > 0 || admin.Unknown == "" {
		t.Errorf("what Admin permits is not published: %+v", admin)
	}
	if !base.Implicit || len(base.Grants) != 1 || !slices.Equal(base.Grants[0].Privileges, []string{"read:profile"}) {
		t.Errorf("Base: %+v", base)
	}
	if c.Limit("roles") != nil || c.Limit("users") != nil {
		t.Error("no limits are published")
	}
}

func TestBehaviour(t *testing.T) {
	c := catalog(t)
	b := c.Behaviour
	if b.Scoped || b.CustomGroups || b.GrantedRoleDrop || !b.PairReads || !b.Tokens || b.BoundRoleDrop != "unbinds" || b.Wildcard != "" || !c.Has(b.DescriptionsSince) {
		t.Errorf("%+v", b)
	}
	if !slices.Equal(c.Principals, []string{"user"}) || len(c.Groups) > 0 {
		t.Errorf("principals %v, %d groups", c.Principals, len(c.Groups))
	}
}

func TestNames(t *testing.T) {
	rule := catalog(t).NameRule("role")
	re := regexp.MustCompile(rule.Pattern)
	if rule.Min != 4 || rule.Max != 64 || !re.MatchString("Backup operator, büro 2") || re.MatchString("tab\there") || re.MatchString("del\x7f") {
		t.Errorf("%+v", rule)
	}
}

// Calls that need two permissions at once are what people get wrong.
func TestComposites(t *testing.T) {
	want := []string{
		"restore:backups + write:clusters",
		"restore:serverless_backups + write:serverless_spaces",
		"write:hybrid_cloud_environments + write:management_keys",
		"read:roles + read:users + write:roles",
	}
	var got []string
	for _, x := range catalog(t).Composites {
		got = append(got, strings.Join(x.Needs, " + "))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}
