package auth_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"capidemo.dev/platform/shared/auth"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/secret"
	"capidemo.dev/platform/shared/tenant"
)

// peppers are the enabled versions of the pepper, newest first.
type peppers [][]byte

func (p peppers) Enabled(context.Context, string) ([]secret.Version, error) {
	out := make([]secret.Version, len(p))
	for i, data := range p {
		out[i] = secret.NewVersion("pepper", data)
	}
	return out, nil
}

// book is the keys of acme, by id; every key acts for the member.
type book struct {
	keys   map[string]demo.APIKey
	member demo.Member
	status demo.TenantStatus
	used   []string
	away   bool // uses cannot be written
}

func (b *book) KeyOwner(_ context.Context, id tenant.ID, ids []string) (demo.APIKey, demo.Member, demo.TenantRecord, error) {
	for _, one := range ids {
		if key, found := b.keys[one]; found && id == "acme" {
			return key, b.member, demo.TenantRecord{Status: b.status}, nil
		}
	}
	return demo.APIKey{}, demo.Member{}, demo.TenantRecord{}, fault.New(fault.NotFound, "There is no such API key.")
}

func (b *book) KeyUsed(_ context.Context, _ tenant.ID, key string, at time.Time) error {
	if b.away {
		return fault.New(fault.Unavailable, "away")
	}
	b.used = append(b.used, key)
	one := b.keys[key]
	one.LastUsed = &at
	b.keys[key] = one
	return nil
}

var (
	oldPepper = []byte(strings.Repeat("o", 32))
	newPepper = []byte(strings.Repeat("n", 32))
	noon      = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

// keyring gives a minted key of acme's, and the book that knows it.
func keyring(t *testing.T, with peppers) (auth.MintedKey, *book) {
	t.Helper()
	minted, err := auth.NewMint(with, "pepper").New(t.Context(), "acme", [32]byte{1, 2, 3})
	if err != nil {
		t.Fatal(err)
	}
	return minted, &book{
		keys:   map[string]demo.APIKey{minted.ID: {ID: minted.ID, Scopes: []tenant.Permission{tenant.DemosRead, tenant.UsersManage}, ExpiresAt: noon.Add(time.Hour)}},
		member: demo.Member{UID: "ada", Role: tenant.Engineer, Active: true}, status: demo.TenantActiveStatus,
	}
}

func authenticate(t *testing.T, b *book, with peppers, header http.Header) (tenant.Actor, error) {
	t.Helper()
	people := auth.NewPeople(tokens{}, register{err: errors.New("not asked")}).WithKeys(auth.NewMint(with, "pepper"), b, func() time.Time { return noon })
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Header = header
	return people.Authenticate(t.Context(), r)
}

func TestAKeyOpensWhatItsPersonMay(t *testing.T) {
	t.Parallel()
	minted, b := keyring(t, peppers{oldPepper})
	if strings.Contains(minted.ID, minted.Key[len("capi_acme_"):]) || !strings.HasPrefix(minted.Key, "capi_acme_") || len(minted.Preview) > 20 {
		t.Errorf("key %s, id %s, preview %s", minted.Key, minted.ID, minted.Preview)
	}
	header := http.Header{"X-Api-Key": {minted.Key}}
	for _, with := range []peppers{{oldPepper}, {newPepper, oldPepper}} { // a rotated pepper opens what the old one made
		actor, err := authenticate(t, b, with, header)
		if err != nil {
			t.Fatal(err)
		}
		scope := tenant.ForActor(actor)
		if scope.Subject() != "ada" || scope.Reach(tenant.DemosRead) != tenant.Own || scope.Reach(tenant.UsersManage) != tenant.Nothing || scope.Reach(tenant.DemosChat) != tenant.Nothing {
			t.Errorf("acts as %s with %q, %q, %q", scope.Subject(), scope.Reach(tenant.DemosRead), scope.Reach(tenant.UsersManage), scope.Reach(tenant.DemosChat))
		}
	}
	_, other := keyring(t, peppers{oldPepper})
	other.away = true
	if _, err := authenticate(t, other, peppers{oldPepper}, header); err != nil {
		t.Errorf("while its use cannot be written: %v", err)
	}
	if len(b.used) != 1 {
		t.Errorf("its use was written %d times within the hour", len(b.used))
	}
}

func TestKeysThatOpenNothing(t *testing.T) {
	t.Parallel()
	minted, _ := keyring(t, peppers{oldPepper})
	change := func(f func(*demo.APIKey, *book)) func() *book {
		return func() *book {
			_, b := keyring(t, peppers{oldPepper})
			key := b.keys[minted.ID]
			f(&key, b)
			b.keys[minted.ID] = key
			return b
		}
	}
	as := func(key string) http.Header { return http.Header{"X-Api-Key": {key}} }
	same := change(func(*demo.APIKey, *book) {})
	for name, c := range map[string]struct {
		book   func() *book
		with   peppers
		header http.Header
		kind   fault.Kind
	}{
		"revoked":              {change(func(k *demo.APIKey, _ *book) { k.RevokedAt = new(noon) }), peppers{oldPepper}, as(minted.Key), fault.Unauthenticated},
		"at its end":           {change(func(k *demo.APIKey, _ *book) { k.ExpiresAt = noon }), peppers{oldPepper}, as(minted.Key), fault.Unauthenticated},
		"of a former member":   {change(func(_ *demo.APIKey, b *book) { b.member.Active = false }), peppers{oldPepper}, as(minted.Key), fault.Forbidden},
		"of a closed tenant":   {change(func(_ *demo.APIKey, b *book) { b.status = demo.TenantDeleting }), peppers{oldPepper}, as(minted.Key), fault.Forbidden},
		"under a new pepper":   {same, peppers{newPepper}, as(minted.Key), fault.Unauthenticated},
		"another tenant's":     {same, peppers{oldPepper}, as(strings.Replace(minted.Key, "acme", "rival", 1)), fault.Unauthenticated},
		"one letter changed":   {same, peppers{oldPepper}, as(minted.Key[:len(minted.Key)-1] + "Z"), fault.Unauthenticated},
		"its id instead":       {same, peppers{oldPepper}, as(minted.ID), fault.Unauthenticated},
		"a path":               {same, peppers{oldPepper}, as("capi_acme/../rival_" + strings.Repeat("A", 52)), fault.Unauthenticated},
		"beside a token":       {same, peppers{oldPepper}, http.Header{"X-Api-Key": {minted.Key}, "Authorization": {"Bearer ada"}}, fault.Malformed},
		"as a token":           {same, peppers{oldPepper}, http.Header{"Authorization": {"Bearer " + minted.Key}}, fault.Unauthenticated},
		"too short a pepper":   {same, peppers{[]byte("short")}, as(minted.Key), fault.Internal},
		"no pepper that is on": {same, peppers{}, as(minted.Key), fault.Internal},
	} {
		if actor, err := authenticate(t, c.book(), c.with, c.header); !fault.Is(err, c.kind) {
			t.Errorf("a key %s: %v as %s, want %s", name, err, actor.UID(), c.kind)
		}
	}
}

// TestASuspendedTenantIsForItsAdminsToSee: they may look and change nothing; nobody else gets in.
func TestASuspendedTenantIsForItsAdminsToSee(t *testing.T) {
	t.Parallel()
	for role, in := range map[tenant.Role]bool{tenant.SuperAdmin: true, tenant.TenantAdmin: true, tenant.Engineer: false, tenant.Instructor: false, tenant.Participant: false} {
		people := auth.NewPeople(tokens{}, register{member: demo.Member{UID: "ada", Role: role, Active: true}, status: demo.TenantSuspended})
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Header.Set("Authorization", "Bearer ada")
		actor, err := people.Authenticate(t.Context(), r)
		if (err == nil) != in {
			t.Errorf("%s: %v", role, err)
		}
		if err == nil && tenant.ForActor(actor).RequireChange() == nil {
			t.Errorf("%s may change things", role)
		}
	}
}

func TestNewcomersAreKnownByTheirSignIn(t *testing.T) {
	t.Parallel()
	people := auth.NewPeople(tokens{}, register{err: errors.New("not asked")})
	for token, want := range map[string]fault.Kind{"stray": fault.Internal, "ada": fault.Internal, "unconfirmed": fault.Forbidden, "forged": fault.Unauthenticated} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", nil)
		r.Header.Set("Authorization", "Bearer "+token)
		who, err := people.Identify(t.Context(), r)
		if want == fault.Internal && (err != nil || !who.Verified) || want != fault.Internal && !fault.Is(err, want) {
			t.Errorf("%s: %+v, %v", token, who, err)
		}
	}
}

func TestCursorsHaveKeysOfTheirOwn(t *testing.T) {
	t.Parallel()
	keys, err := auth.NewMint(peppers{newPepper, oldPepper}, "pepper").CursorKeys(t.Context())
	if err != nil || len(keys) != 2 || len(keys[0]) != 32 || string(keys[0]) == string(keys[1]) || string(keys[0]) == string(newPepper) {
		t.Errorf("%d keys, %v", len(keys), err)
	}
	if _, err := auth.NewMint(peppers{}, "pepper").CursorKeys(t.Context()); !fault.Is(err, fault.Internal) {
		t.Errorf("without a pepper: %v", err)
	}
}
