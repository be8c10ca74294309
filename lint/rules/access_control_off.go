package rules

import (
	"fmt"

	"github.com/rolecall/rolecall/lint"
	"github.com/rolecall/rolecall/schema"
)

// AccessControlOff reports targets on which nothing that the policy says is
// enforced: their settings, or those of the deployed state, say that the server
// does not check access, or that a default user still has its default password.
var AccessControlOff = &lint.Rule{ID: "RC408", Name: "access-control-off", Severity: schema.Error, Check: checkAccessControlOff, Gains: []lint.Needs{lint.NeedsState}}

// defaultPassword is the setting with which a state tells that one of the
// vendor's users still signs in with the password it was created with.
const defaultPassword = "default_password"

func checkAccessControlOff(p *lint.Pass) {
	m := p.Model
	def := settingDef(m.Catalog, "authorization")
	f := schema.Finding{Range: m.Target.Range, Subject: "target." + m.Target.ID()}
	if def != nil {
		says := ""
		switch written, ok := m.Target.Settings[def.Name]; {
		case ok && !written.Value:
			f.Range, says = written.Range, "this target's settings say"
		case p.State != nil && isOff(p.State, def.Name):
			says = "the deployed state says"
		}
		if says != "" {
			f.Message = fmt.Sprintf("%s that %s does not check access: everybody may do everything", says, m.Catalog.Title)
			f.Help = fmt.Sprintf("no role, grant or binding of this policy has any effect there; set %s on the server, and settings = { %s = true } or nothing here (%s)", def.Server, def.Name, def.Description)
			p.Report(f)
		}
	}
	if p.State != nil && p.State.Settings[defaultPassword] && len(m.Catalog.Users) > 0 {
		u := &m.Catalog.Users[0]
		f.Range = m.Target.Range
		f.Message = fmt.Sprintf("user %q still has its default password", u.Name)
		f.Help = "whoever can reach the server can sign in and do everything; give it a password of its own"
		p.Report(f)
	}
}

// settingDef is what the catalog knows of a setting; nil where there is none.
func settingDef(c *schema.Catalog, name string) *schema.SettingDef {
	for i := range c.Settings {
		if c.Settings[i].Name == name {
			return &c.Settings[i]
		}
	}
	return nil
}

func isOff(s *schema.State, setting string) bool {
	on, told := s.Settings[setting]
	return told && !on
}
