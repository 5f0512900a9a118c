package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/storage"
	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store/system"
)

func publishCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "publish [template or file]...",
		Short: "Store templates' files and register their versions (all shipped ones by default)",
		Long: "Store templates' files in the bucket of TEMPLATES_BUCKET and register their versions in the project of " +
			"GOOGLE_CLOUD_PROJECT. With STORAGE_EMULATOR_HOST and FIRESTORE_EMULATOR_HOST it does so on a local stack.",
	}
	replace := c.Flags().Bool("replace", false, "replace a version that is published with another specification; only while no demo uses it")
	anchor := dayFlag(c, now)
	c.RunE = func(c *cobra.Command, args []string) (err error) {
		day, err := anchor()
		if err != nil {
			return err
		}
		project, bucket := os.Getenv("GOOGLE_CLOUD_PROJECT"), os.Getenv("TEMPLATES_BUCKET")
		if project == "" || bucket == "" {
			return errors.New("set GOOGLE_CLOUD_PROJECT and TEMPLATES_BUCKET to say where to publish")
		}
		files, err := storage.NewClient(c.Context())
		if err != nil {
			return fmt.Errorf("connecting to Cloud Storage: %w", err)
		}
		defer func() { err = errors.Join(err, files.Close()) }()
		database, err := firestore.NewClient(c.Context(), project)
		if err != nil {
			return fmt.Errorf("connecting to Firestore: %w", err)
		}
		defer func() { err = errors.Join(err, database.Close()) }()
		return publish(c, templates(args), catalog.Options{
			Anchor: day, Now: now(), By: "system:catalog", Replace: *replace,
			Storage: objects.New(files, bucket), Registry: system.New(database, now),
		})
	}
	return c
}

func publish(c *cobra.Command, names []string, opts catalog.Options) error {
	for _, name := range names {
		spec, err := load(name)
		if err != nil {
			return err
		}
		p, err := catalog.Publish(c.Context(), spec, opts)
		if err != nil {
			return err
		}
		what := "published"
		if p.Reused {
			what = "was published already"
		}
		c.Printf("%s version %d for %s %s: %d rows at %s\n", spec.ID, p.Version.Number, p.Version.Anchor, what, p.Version.Rows, p.Version.Location)
	}
	return nil
}
