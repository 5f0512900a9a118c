package emulator

import (
	"crypto/hmac"
	"crypto/sha1" // by RFC 6238, as every authenticator app does; it signs nothing
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// codePeriod is how long an authenticator app shows a code.
const codePeriod = 30 * time.Second

// Authenticator is the app on a person's phone that shows the codes of a second factor (TOTP, RFC 6238): six digits, SHA-1. It is for
// tests and programs that sign in as a person with both factors; the emulator has a reading of the RFC of its own.
type Authenticator struct {
	secret []byte
}

// NewAuthenticator takes the secret as it is shown to people, in base 32. A text that is not fails.
func NewAuthenticator(secret string) (*Authenticator, error) {
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
	if err != nil {
		return nil, fmt.Errorf("read the secret of an authenticator: %w", err)
	}
	return &Authenticator{key}, nil
}

// Code is what the app shows at a time.
func (a *Authenticator) Code(at time.Time) string {
	mac := hmac.New(sha1.New, a.secret)
	step := binary.BigEndian.AppendUint64(nil, uint64(at.Unix()/int64(codePeriod/time.Second)))
	mac.Write(step) // a hash's Write never fails
	sum := mac.Sum(nil)
	digits := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&0xf:]) & 0x7fffffff
	return fmt.Sprintf("%06d", digits%1_000_000)
}

// NextCode is what the app shows after this one. Who has used the present code signs in with it at once: the service takes the
// codes beside the present one, and none a second time.
func (a *Authenticator) NextCode(now time.Time) string { return a.Code(now.Add(codePeriod)) }
