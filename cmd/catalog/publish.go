package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"capidemo.dev/platform/shared/database"

	"cloud.google.com/go/storage"
	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/store/system"
)

func publishCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "publish [template or file]...",
		Short: "Store templates' files and register their versions (all shipped ones by default)",
		Long: `Make templates' data for a day, store the files in the bucket of TEMPLATES_BUCKET, and register the versions in the
project of GOOGLE_CLOUD_PROJECT, where new demos are made of them from then on. What is there already is not made again. With
STORAGE_EMULATOR_HOST and FIRESTORE_EMULATOR_HOST it does so on a local stack ("make dev" does it on its start).

A version that is published never changes: raise the version in the file to change a template.`,
		Example: "  catalog publish\n  catalog publish shopify banking\n  catalog publish my.yaml",
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
		db, err := database.Connect(c.Context(), project, os.Getenv("FIRESTORE_EMULATOR_HOST"))
		if err != nil {
			return fmt.Errorf("connecting to Firestore: %w", err)
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		return publish(c, now, templates(args), catalog.Options{
			Anchor: day, Now: now(), By: "system:catalog", Replace: *replace,
			Storage: objects.New(files, bucket), Registry: system.New(db, now),
		})
	}
	return c
}

// publishAtOnce bounds memory: a template's data is in memory while it is made.
const publishAtOnce = 2

// publish publishes templates side by side and tells of each as it is done. One that fails does not hold up the others.
func publish(c *cobra.Command, now func() time.Time, names []string, opts catalog.Options) error {
	var group errgroup.Group
	group.SetLimit(publishAtOnce)
	var mu sync.Mutex
	var failures error
	began := now()
	for _, name := range names {
		group.Go(func() error {
			line, err := publishOne(c.Context(), now, name, opts)
			mu.Lock()
			defer mu.Unlock()
			failures = errors.Join(failures, err)
			if err == nil {
				c.Println(line)
			}
			return nil
		})
	}
	_ = group.Wait() // failures are joined
	if _, err := catalog.PublishDimensions(c.Context(), opts); err != nil {
		failures = errors.Join(failures, err)
	}
	c.Printf("%d templates in %v\n", len(names), now().Sub(began).Round(time.Millisecond))
	return failures
}

func publishOne(ctx context.Context, now func() time.Time, name string, opts catalog.Options) (string, error) {
	began := now()
	spec, err := load(name)
	if err != nil {
		return "", err
	}
	p, err := catalog.Publish(ctx, spec, opts)
	if err != nil {
		return "", err
	}
	what := "published"
	if p.Reused {
		what = "was published already"
	}
	return fmt.Sprintf("%-15s version %d for %s %s in %v: %d rows at %s", spec.ID, p.Version.Number, p.Version.Anchor, what,
		now().Sub(began).Round(time.Millisecond), p.Version.Rows, p.Version.Location), nil
}
