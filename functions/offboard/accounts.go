package offboard

import (
	"context"
	"maps"

	"firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/fault"
)

// accounts ends the sign-ins that speak for the tenant, and forgets its members.
func (r *run) accounts(ctx context.Context) error {
	for {
		members, err := r.scoped.Departures().People(ctx, pageOf)
		if err != nil || len(members) == 0 {
			return err
		}
		for _, uid := range members {
			told, err := r.silence(ctx, uid)
			if err != nil {
				return err
			}
			if err := r.scoped.Departures().Forget(ctx, uid); err != nil {
				return err
			}
			if err := r.removed(ctx, &r.fresh.Accounts, told); err != nil {
				return err
			}
		}
	}
}

// silence ends a person's sign-ins and takes the tenant out of their claims. Who speaks for another tenant by now is left alone.
func (r *run) silence(ctx context.Context, uid string) (told int, err error) {
	accounts := r.handler.outside.Accounts
	account, err := accounts.GetUser(ctx, uid)
	if auth.IsUserNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "The account of a member could not be read.")
	}
	if claimed, _ := account.CustomClaims["tenant"].(string); claimed != string(r.id) {
		return 0, nil
	}
	claims := maps.Clone(account.CustomClaims)
	delete(claims, "tenant")
	delete(claims, "role")
	err = accounts.RevokeRefreshTokens(ctx, uid) // first: by the claims it is known, after a failure, that this is still to be done
	if err == nil {
		err = accounts.SetCustomUserClaims(ctx, uid, claims)
	}
	if auth.IsUserNotFound(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fault.Wrap(fault.Unavailable, err, "The sign-ins of a member could not be ended.")
	}
	return 1, nil
}
