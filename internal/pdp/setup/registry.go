package setup

// RegistryCall is what a registry is asked: to take a bundle, or to give one.
type RegistryCall struct {
	Push        bool              `json:"push"`
	Address     string            `json:"address"`
	Bundle      []byte            `json:"bundle,omitempty"`
	Signatures  []byte            `json:"signatures,omitempty"` // nil: there are none
	Annotations map[string]string `json:"annotations,omitempty"`
}

// RegistryAnswer is what came of it.
type RegistryAnswer struct {
	Digest     string `json:"digest"`
	Bundle     []byte `json:"bundle,omitempty"`
	Signatures []byte `json:"signatures,omitempty"` // nil: there are none
}
