package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"time"

	"capidemo.dev/platform/shared/database"

	"cloud.google.com/go/firestore"
	firebase "firebase.google.com/go/v4"
	"firebase.google.com/go/v4/auth"
	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// bootstrapCommand makes the first person who runs the platform. There is no endpoint for it: it takes the project's own credentials.
func bootstrapCommand() *cobra.Command {
	var project, id, name, email string
	cmd := &cobra.Command{
		Use: "bootstrap", Short: "Make a person who has an account the platform's admin, in a tenant that is made if it is not there",
		Long: "Make the first person who runs the platform. Everybody else is invited through the API. The person's account must exist in Firebase\n" +
			"Authentication, with a confirmed e-mail address. Running it again changes nothing, except that it lets in again a person whose\n" +
			"membership was ended. It uses the Application Default Credentials of the project.",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if project == "" || id == "" || email == "" {
				return errors.New("--project, --tenant and --email are needed")
			}
			uid, err := bootstrap(cmd.Context(), project, id, name, email)
			if err != nil {
				return err
			}
			cmd.Printf("%s (%s) is admin of the platform, in the tenant %s. They sign in again to have it.\n", email, uid, id)
			return nil
		},
	}
	cmd.Flags().StringVar(&project, "project", os.Getenv("GOOGLE_CLOUD_PROJECT"), "the project")
	cmd.Flags().StringVar(&id, "tenant", "", "id of the tenant: lower-case letters and digits")
	cmd.Flags().StringVar(&name, "name", "Platform", "the tenant's name, when it is made")
	cmd.Flags().StringVar(&email, "email", "", "the person's e-mail address")
	return cmd
}

// bootstrap makes the tenant, the membership, and the claims of the sign-in, in this order: each is of use only with those before it.
func bootstrap(ctx context.Context, project, id, name, email string) (uid string, err error) {
	app, err := firebase.NewApp(ctx, &firebase.Config{ProjectID: project})
	if err != nil {
		return "", err
	}
	users, err := app.Auth(ctx)
	if err != nil {
		return "", err
	}
	user, err := users.GetUserByEmail(ctx, email)
	switch {
	case auth.IsUserNotFound(err):
		return "", fmt.Errorf("%s has no account: sign up first, or make one in the Firebase console", email)
	case err != nil:
		return "", err
	case !user.EmailVerified:
		return "", fmt.Errorf("the address %s is not confirmed: open the link that was sent to it", email)
	}
	db, err := database.Connect(ctx, project, os.Getenv("FIRESTORE_EMULATOR_HOST"))
	if err != nil {
		return "", err
	}
	defer db.Close() //nolint:errcheck // everything is written by then
	if err := admit(ctx, db, user, tenant.ID(id), name); err != nil {
		return "", err
	}
	claims := map[string]any{"tenant": id, "role": string(tenant.SuperAdmin)}
	if maps.Equal(claims, user.CustomClaims) {
		return user.UID, nil
	}
	return user.UID, users.SetCustomUserClaims(ctx, user.UID, claims)
}

// admit makes the tenant and the membership, if they are not there, and lets in again whose membership was ended. Who is a member of another
// tenant stays there: a sign-in speaks for one.
func admit(ctx context.Context, db *firestore.Client, user *auth.UserRecord, id tenant.ID, name string) error {
	actor, err := tenant.NewActor(user.UID, id, tenant.SuperAdmin, user.DisplayName)
	if err != nil {
		return err
	}
	if claimed, _ := user.CustomClaims["tenant"].(string); claimed != "" && claimed != string(id) {
		member, _, err := system.New(db, time.Now).Membership(ctx, tenant.ID(claimed), user.UID)
		if err == nil && member.Active {
			return fmt.Errorf("%s is a member of the tenant %s: end that first, or take another account", user.Email, claimed)
		}
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	own := store.New(db, time.Now).For(tenant.ForActor(actor))
	if _, err := own.Tenants().Found(ctx, name); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	shown := user.DisplayName
	if shown == "" {
		shown = user.Email
	}
	_, err = own.Members().Found(ctx, shown, user.Email)
	if fault.Is(err, fault.Conflict) {
		_, err = own.Members().Change(ctx, user.UID, 0, store.MemberChange{Role: new(tenant.SuperAdmin), Active: new(true)})
	}
	return err
}
