package store_test

import (
	"strconv"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestAReplacedTemplateIsSeenAtOnce reads a version and a build from memory only while they are what is stored.
func TestAReplacedTemplateIsSeenAtOnce(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	templates := w.As(t, "ada", "acme", tenant.Engineer).Templates()
	for _, rows := range []int64{5, 6, 7} {
		version := storetest.Version()
		version.Rows, version.SpecDigest = rows, strconv.FormatInt(rows, 10)
		if err := w.System.PutTemplate(t.Context(), version, []byte("{}")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			active, err := templates.Active(t.Context(), "shopify")
			if err != nil || active.Rows != rows {
				t.Errorf("the active version has %d rows, %v; want %d", active.Rows, err, rows)
			}
			build, err := templates.Of(t.Context(), demo.Demo{TemplateID: "shopify", TemplateVersion: 1, Build: version.BuildID()})
			if err != nil || build.Rows != rows {
				t.Errorf("the build has %d rows, %v; want %d", build.Rows, err, rows)
			}
		}
	}
}
