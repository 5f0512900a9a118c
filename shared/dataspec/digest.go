package dataspec

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Canonical is the specification's canonical form: the same for documents that differ only in comments, quoting and line breaks.
// [Restore] reads it back; it is what a published version is built from, for ever.
func (s *Spec) Canonical() ([]byte, error) {
	canonical, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("writing the canonical form of data specification %q: %w", s.ID, err)
	}
	return canonical, nil
}

// Restore reads a canonical form back. It trusts it: it was valid when it was written.
func Restore(canonical []byte) (*Spec, error) {
	var s Spec
	decoder := json.NewDecoder(bytes.NewReader(canonical))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&s); err != nil {
		return nil, fmt.Errorf("reading the canonical form of a data specification: %w", err)
	}
	return &s, nil
}

// Digest is the SHA-256, in hex, of the canonical form.
func (s *Spec) Digest() (string, error) {
	canonical, err := s.Canonical()
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// ContentDigest is the digest of what the specification says whatever it is called and numbered.
func (s *Spec) ContentDigest() (string, error) {
	content := *s
	content.ID, content.Version = "", 0
	return content.Digest()
}
