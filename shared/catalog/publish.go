package catalog

import (
	"context"
	"fmt"
	"io"
	"time"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

// Storage is where files go: objects.Bucket.
type Storage interface {
	Read(ctx context.Context, path string, limit int64) ([]byte, error)
	Writer(ctx context.Context, path, contentType string) io.WriteCloser
	URL(path string) string
}

// Registry keeps the published versions.
type Registry interface {
	PutTemplate(ctx context.Context, version demo.TemplateVersion, document []byte) error
}

// Options of a publication.
type Options struct {
	Anchor   time.Time // the day the data ends (UTC)
	Now      time.Time // when the publication happens
	By       string    // who publishes
	Storage  Storage
	Registry Registry // nil only stores the files
	Workers  int      // 0 is one a processor
	// Replace allows another specification under a version that is published already, as it happens while a template is
	// being written. Without it that is refused, because demos may have been cloned from the version.
	Replace bool
}

// Published says what became of a template.
type Published struct {
	Version demo.TemplateVersion
	Reused  bool // the files were there already, nothing was made
}

// Publish makes and registers a version of a template for an anchor. Doing it again makes nothing anew: the manifest, which
// is written last, vouches for the files beside it.
func Publish(ctx context.Context, spec *dataspec.Spec, opts Options) (Published, error) {
	out, err := Make(ctx, spec, opts)
	if err != nil {
		return Published{}, fmt.Errorf("publishing template %s: %w", spec.ID, err)
	}
	if opts.Registry == nil {
		return out, nil
	}
	document, err := spec.Canonical()
	if err == nil {
		err = opts.Registry.PutTemplate(ctx, out.Version, document)
	}
	if err != nil {
		return Published{}, fmt.Errorf("registering template %s: %w", spec.ID, err)
	}
	return out, nil
}

// Make makes the files of a version for an anchor and tells the version with all that its data tells; it registers nothing.
func Make(ctx context.Context, spec *dataspec.Spec, opts Options) (Published, error) {
	return makeIn(ctx, spec, opts, folderOf(spec, opts.Anchor))
}

func makeIn(ctx context.Context, spec *dataspec.Spec, opts Options, folder string) (Published, error) {
	version, err := Describe(spec, opts.Anchor)
	if err != nil {
		return Published{}, err
	}
	version.CreatedAt, version.CreatedBy, version.Status = opts.Now.UTC(), opts.By, demo.TemplateActive
	version.Location = opts.Storage.URL(folder)
	known, exists, err := readManifest(ctx, opts.Storage, folder)
	switch {
	case err != nil:
		return Published{}, err
	case exists && known.Engine == generate.Version && known.SpecDigest == version.SpecDigest && known.Anchor == version.Anchor:
		return Published{Version: known.TemplateVersion, Reused: true}, nil
	case exists && known.SpecDigest != version.SpecDigest && !opts.Replace:
		return Published{}, fmt.Errorf("version %d is published for %s with another specification; raise its version, or replace it while it is not in use",
			spec.Version, version.Anchor)
	}
	made, err := generate.Run(ctx, spec, generate.Options{
		Anchor: opts.Anchor, Workers: opts.Workers, Codec: parquetfile.Zstd, Sink: &sink{opts.Storage, folder},
	})
	if err != nil {
		return Published{}, err
	}
	fill(&version, made, opts.Storage, folder)
	version.GoldenDataset = version.GoldenName()
	if err := write(ctx, opts.Storage, folder+"/thumbnail.svg", "image/svg+xml", []byte(version.Thumbnail)); err != nil {
		return Published{}, err
	}
	return Published{Version: version}, writeManifest(ctx, opts.Storage, folder, version)
}

// folderOf is v<version>/<template>/<anchor>.
func folderOf(spec *dataspec.Spec, anchor time.Time) string {
	return versionFolder(spec.ID, spec.Version) + "/" + anchor.UTC().Format(time.DateOnly)
}

func versionFolder(template string, number int) string {
	return fmt.Sprintf("v%d/%s", number, template)
}

// sink writes a table's file beside the manifest.
type sink struct {
	storage Storage
	folder  string
}

// Create starts the file of a table.
func (s *sink) Create(ctx context.Context, table string) (io.WriteCloser, error) {
	return s.storage.Writer(ctx, tablePath(s.folder, table), "application/vnd.apache.parquet"), nil
}

func tablePath(folder, table string) string { return folder + "/" + table + ".parquet" }
