package forget

import (
	"context"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Accounts reads and ends what people sign in with; Firebase's *auth.Client does.
type Accounts interface {
	GetUser(ctx context.Context, uid string) (*auth.UserRecord, error)
	SetCustomUserClaims(ctx context.Context, uid string, claims map[string]any) error
	RevokeRefreshTokens(ctx context.Context, uid string) error
	DeleteUser(ctx context.Context, uid string) error
}

// Everywhere tells whether another tenant has a person; *system.Store does.
type Everywhere interface {
	Elsewhere(ctx context.Context, id tenant.ID, uid string) (bool, error)
}

// account ends the person's sign-in. It is deleted when no other tenant has them. Else it stays theirs, and only what it says of this tenant
// goes; a sign-in that speaks for another tenant is not this one's to change. That there is none is success.
func (h *Handler) account(ctx context.Context, id tenant.ID, uid string) error {
	account, err := h.accounts.GetUser(ctx, uid)
	if auth.IsUserNotFound(err) {
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The account could not be read.")
	}
	elsewhere, err := h.everywhere.Elsewhere(ctx, id, uid)
	if err != nil {
		return err
	}
	claimed, _ := account.CustomClaims["tenant"].(string)
	switch {
	case !elsewhere:
		err = h.accounts.DeleteUser(ctx, uid)
	case claimed != "" && claimed != string(id):
		return nil
	default:
		if err = h.accounts.SetCustomUserClaims(ctx, uid, nil); err == nil {
			err = h.accounts.RevokeRefreshTokens(ctx, uid)
		}
	}
	if err != nil && !auth.IsUserNotFound(err) {
		return fault.Wrap(fault.Unavailable, err, "The account could not be ended.")
	}
	return nil
}
