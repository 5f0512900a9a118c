package main

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// leader is the admin of a tenant of their own, signed in.
type leader struct {
	*client

	tenant tenant.ID
	uid    string
}

// lead makes a tenant and its admin.
func (p *platform) lead(ctx context.Context, name string, limits demo.Limits) (*leader, error) {
	l := &leader{tenant: tenant.ID(name), uid: "leader-" + name}
	email, data := name+"@demo.example", system.New(p.db, time.Now)
	if err := data.PutTenant(ctx, l.tenant, name, limits); err != nil {
		return nil, err
	}
	if err := data.PutMember(ctx, l.tenant, demo.Member{UID: l.uid, Email: email, Name: "Robin", Role: tenant.TenantAdmin, Active: true}); err != nil {
		return nil, err
	}
	const password = "demo-password"
	owner := &client{token: "owner", http: http.DefaultClient}
	accounts := "http://" + p.state.Environment["FIREBASE_AUTH_EMULATOR_HOST"] + "/identitytoolkit.googleapis.com/v1/projects/" + p.state.Project + "/accounts"
	claims, err := json.Marshal(map[string]string{"tenant": name, "role": string(tenant.TenantAdmin)})
	if err != nil {
		return nil, err
	}
	var out map[string]any
	in := map[string]any{"localId": l.uid, "email": email, "password": password, "emailVerified": true}
	if err := owner.exchange(ctx, http.MethodPost, accounts, in, &out); err != nil {
		return nil, err
	}
	in = map[string]any{"localId": l.uid, "customAttributes": string(claims)}
	if err := owner.exchange(ctx, http.MethodPost, accounts+":update", in, &out); err != nil {
		return nil, err
	}
	l.client, err = signIn(ctx, p.state, email, password)
	return l, err
}
