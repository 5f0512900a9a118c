package auth

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"

	"capidemo.dev/platform/shared/tenant"
)

// codePattern is the form of an invite's code: what it is, the tenant, and 256 random bits.
var codePattern = regexp.MustCompile(`^inv-([a-z][a-z0-9]{2,23})-[A-Z2-7]{52}$`)

// InviteCode is a new invite's code. Code is told once and kept nowhere.
type InviteCode struct {
	Code, ID, Preview string
}

// NewInviteCode makes the code of an invite to a tenant from 256 random bits.
func NewInviteCode(id tenant.ID, random [keyBytes]byte) InviteCode {
	code := "inv-" + string(id) + "-" + keyEncoding.EncodeToString(random[:])
	return InviteCode{Code: code, ID: inviteID(code), Preview: code[:len("inv-")+len(id)+1+previewBytes] + "…"}
}

// OpenInviteCode tells which invite to which tenant a code is of, if it has the form of one.
func OpenInviteCode(code string) (in tenant.ID, id string, ok bool) {
	form := codePattern.FindStringSubmatch(code)
	if form == nil {
		return "", "", false
	}
	return tenant.ID(form[1]), inviteID(code), true
}

// inviteID is an invite's id: codes are random enough for a plain hash, and are not stored.
func inviteID(code string) string {
	sum := sha256.Sum256([]byte(code))
	return hex.EncodeToString(sum[:])
}
