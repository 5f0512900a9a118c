package auth_test

import (
	"strings"
	"testing"

	"capidemo.dev/platform/shared/auth"
)

func TestAnInvitesCodeNamesItsTenant(t *testing.T) {
	t.Parallel()
	made := auth.NewInviteCode("acme", [32]byte{1})
	in, id, ok := auth.OpenInviteCode(made.Code)
	if !ok || in != "acme" || id != made.ID || len(made.ID) != 64 {
		t.Errorf("%+v opens to %q %q %v", made, in, id, ok)
	}
	shown := strings.TrimSuffix(made.Preview, "…")
	if !strings.HasPrefix(made.Code, shown) || len(made.Code)-len(shown) < 40 {
		t.Errorf("the preview %q of %q", made.Preview, made.Code)
	}
	for _, code := range []string{"", made.Code[:len(made.Code)-1], strings.ToLower(made.Code), strings.Replace(made.Code, "acme", "a-me", 1), made.Code + "A"} {
		if _, _, ok := auth.OpenInviteCode(code); ok {
			t.Errorf("%q opens", code)
		}
	}
	if other := auth.NewInviteCode("rival", [32]byte{1}); other.ID == made.ID {
		t.Error("two tenants' codes have one id")
	}
}
