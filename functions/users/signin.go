package users

import (
	"context"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// follow makes the sign-in say what the membership says. The API reads the membership with every request; what follows is for the browser's
// listeners, whose rules see the claims only. Doing it again changes nothing, so a failure is mended by repeating the request. A sign-in that
// speaks for another tenant is not this tenant's to change or to end.
func (h *Handler) follow(ctx context.Context, id tenant.ID, m demo.Member) error {
	other, err := h.speaksFor(ctx, id, m.UID)
	if err != nil {
		return err
	}
	if other {
		return nil
	}
	claims := map[string]any{"tenant": string(id), "role": string(m.Role)}
	if !m.Active {
		claims = nil
	}
	err = h.accounts.SetCustomUserClaims(ctx, m.UID, claims)
	if auth.IsUserNotFound(err) { // nobody can sign in any more
		return nil
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "The membership is changed; the sign-in could not be told. Send the request again.")
	}
	if m.Active {
		return nil
	}
	if err := h.accounts.RevokeRefreshTokens(ctx, m.UID); err != nil {
		return fault.Wrap(fault.Unavailable, err, "The membership is ended; the sign-in could not be. Send the request again.")
	}
	return nil
}

// free refuses to let in who is a member of another tenant: a sign-in speaks for one.
func (h *Handler) free(ctx context.Context, id tenant.ID, uid string) error {
	other, err := h.speaksFor(ctx, id, uid)
	if err == nil && other {
		err = fault.New(fault.Conflict, "This person is a member of another tenant: its admin has to end that first, or they sign in with another address.")
	}
	return err
}

// speaksFor tells whether a sign-in speaks for another tenant than the given one. What the account says counts and not a token, which may be
// an hour old; claims of a membership that was ended meanwhile speak for nothing.
func (h *Handler) speaksFor(ctx context.Context, id tenant.ID, uid string) (another bool, err error) {
	account, err := h.accounts.GetUser(ctx, uid)
	switch {
	case auth.IsUserNotFound(err):
		return false, nil
	case err != nil:
		return false, fault.Wrap(fault.Unavailable, err, "The account could not be read. Send the request again.")
	}
	claimed, _ := account.CustomClaims["tenant"].(string)
	there, err := tenant.ParseID(claimed)
	if err != nil || there == id {
		return false, nil //nolint:nilerr // no tenant at all
	}
	member, _, err := h.members.Membership(ctx, there, uid)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil && member.Active, err
}
