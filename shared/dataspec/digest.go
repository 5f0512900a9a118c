package dataspec

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Digest is the SHA-256, in hex, of the specification's canonical form: the same for documents that differ only in comments,
// quoting and line breaks.
func (s *Spec) Digest() (string, error) {
	canonical, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("writing the canonical form of data specification %q: %w", s.ID, err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}
