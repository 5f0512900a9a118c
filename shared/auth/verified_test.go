package auth_test

import (
	"context"
	"errors"
	"testing"
	"time"

	firebase "firebase.google.com/go/v4/auth"

	"capidemo.dev/platform/shared/auth"
)

// counting verifies "good" tokens, which end at a time, and counts how often it was asked.
type counting struct {
	asked int
	ends  time.Time
}

func (c *counting) VerifyIDTokenAndCheckRevoked(_ context.Context, token string) (*firebase.Token, error) {
	if c.asked++; token != "good" {
		return nil, errors.New("not one of ours")
	}
	return &firebase.Token{UID: "ada", Expires: c.ends.Unix()}, nil
}

func TestATokenIsVerifiedOnceInAWhileAndNeverPastItsEnd(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	tokens := &counting{ends: now.Add(40 * time.Second)}
	verified := auth.NewVerified(tokens, func() time.Time { return now })
	verify := func(token string, wantAsked int, wantErr bool) {
		t.Helper()
		got, err := verified.VerifyIDTokenAndCheckRevoked(t.Context(), token)
		if (err != nil) != wantErr || err == nil && got.UID != "ada" || tokens.asked != wantAsked {
			t.Errorf("%s at %s: %v, %v, asked %d times, want %d", token, now.Format(time.TimeOnly), got, err, tokens.asked, wantAsked)
		}
	}
	verify("good", 1, false)
	verify("good", 1, false)
	verify("bad", 2, true)
	verify("bad", 3, true) // a refusal is not remembered
	now = now.Add(31 * time.Second)
	verify("good", 4, false)
	now = now.Add(10 * time.Second) // half a minute has not passed, but the token has ended
	verify("good", 5, false)
}
