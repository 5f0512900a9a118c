package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"capidemo.dev/platform/shared/database"

	firebase "firebase.google.com/go/v4"
	"firebase.google.com/go/v4/auth"
	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/system"
	"capidemo.dev/platform/shared/tenant"
)

// seedTenants and seedPeople are what a fresh installation starts with. The second tenant is there to see that it sees nothing.
var (
	seedTenants = map[tenant.ID]string{"demo": "Demo Team", "rival": "Rival Team"} //nolint:gochecknoglobals // a constant table
	seedPeople  = []person{                                                        //nolint:gochecknoglobals // a constant table
		{"root@demo.example", "Robin Root", "demo", tenant.SuperAdmin},
		{"admin@demo.example", "Alex Admin", "demo", tenant.TenantAdmin},
		{"engineer@demo.example", "Casey Engineer", "demo", tenant.Engineer},
		{"colleague@demo.example", "Jamie Colleague", "demo", tenant.Engineer},
		{"instructor@demo.example", "Ines Instructor", "demo", tenant.Instructor},
		{"participant@demo.example", "Pat Participant", "demo", tenant.Participant},
		{"engineer@rival.example", "Riley Rival", "rival", tenant.Engineer},
	}
)

// person is one seeded user.
type person struct {
	email, name string
	tenant      tenant.ID
	role        tenant.Role
}

// localPassword is everybody's in a local installation; elsewhere a password must be given.
const localPassword = "demo-password"

func seedCommand() *cobra.Command {
	var project string
	cmd := &cobra.Command{
		Use: "seed", Short: "Fill a fresh installation with tenants and people (needs administrator access to the project)", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			password := os.Getenv("CAPIDEMO_SEED_PASSWORD")
			if password == "" && os.Getenv("FIREBASE_AUTH_EMULATOR_HOST") != "" {
				password = localPassword
			}
			if project == "" || len(password) < 12 {
				return errors.New("seed needs GOOGLE_CLOUD_PROJECT (or --project) and, outside the local stack, CAPIDEMO_SEED_PASSWORD with at least 12 characters")
			}
			if err := seed(cmd.Context(), project, password); err != nil {
				return err
			}
			cmd.Printf("%d people in %d tenants can sign in", len(seedPeople), len(seedTenants))
			if password == localPassword {
				cmd.Printf(", all with the password %s, for example %s", localPassword, seedPeople[2].email)
			}
			cmd.Println()
			return nil
		},
	}
	cmd.Flags().StringVar(&project, "project", os.Getenv("GOOGLE_CLOUD_PROJECT"), "the project")
	return cmd
}

// seed writes tenants, sign-ins and memberships; running it again changes nothing but passwords and names.
func seed(ctx context.Context, project, password string) error {
	db, err := database.Connect(ctx, project, os.Getenv("FIRESTORE_EMULATOR_HOST"))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // everything is written by then
	app, err := firebase.NewApp(ctx, &firebase.Config{ProjectID: project})
	if err != nil {
		return err
	}
	users, err := app.Auth(ctx)
	if err != nil {
		return err
	}
	data := system.New(db, time.Now)
	for id, name := range seedTenants {
		if err := data.PutTenant(ctx, id, name, demo.DefaultLimits()); err != nil {
			return err
		}
	}
	for _, p := range seedPeople {
		uid, err := signUp(ctx, users, p, password)
		if err != nil {
			return fmt.Errorf("%s: %w", p.email, err)
		}
		if err := data.PutMember(ctx, p.tenant, demo.Member{UID: uid, Email: p.email, Name: p.name, Role: p.role, Active: true}); err != nil {
			return err
		}
	}
	return nil
}

// signUp makes the person's sign-in with the claims that the database's rules read.
func signUp(ctx context.Context, users *auth.Client, p person, password string) (uid string, err error) {
	user, err := users.GetUserByEmail(ctx, p.email)
	if auth.IsUserNotFound(err) {
		var created *auth.UserRecord
		created, err = users.CreateUser(ctx, (&auth.UserToCreate{}).Email(p.email).EmailVerified(true).Password(password).DisplayName(p.name))
		user = created
	}
	if err != nil {
		return "", err
	}
	return user.UID, users.SetCustomUserClaims(ctx, user.UID, map[string]any{"tenant": string(p.tenant), "role": string(p.role)})
}
