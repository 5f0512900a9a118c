// Package export writes all that a tenant has as one ZIP file: a line of JSON for every record, the data of its demos, and a manifest with
// the count and the SHA-256 of every member.
//
// What leaves is what is named here: every record is copied field by field into a line of its own (lines.go), so that a new field of a
// document stays inside until somebody decides otherwise. Secrets, hashes of secrets and what the platform keeps for itself (leases,
// fences, dates of sweeps) have no line. Ids of API keys and invites are such hashes: they appear as an alias, which is the same wherever
// the key is spoken of and leads back to nothing.
//
// Memory stays flat: records are read page by page and written at once, files are copied through.
//
// What must not go in: where the file lies, and who may have it (functions/takeout, functions/exports). To add a collection: a method of
// store.Holdings, a line, and a row in collections.go; TestEveryCollectionIsTakenOut fails until it is there.
package export

import (
	"archive/zip"
	"context"
	_ "embed"
	"io"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

// Format names the form of the file; it changes when a reader of the former one could go wrong.
const Format = "capidemo-export/1"

//go:embed README.txt
var readme []byte

// Files reads the files of templates; *objects.Bucket does.
type Files interface {
	Reader(ctx context.Context, path string) (io.ReadCloser, error)
	URL(path string) string
}

// Source is where the tenant's things are.
type Source struct {
	Holdings  store.Holdings
	Templates store.Templates
	Files     Files
	MaxData   int64 // bytes of demos' data in the file; beyond it the specification alone is there
}

// MaxData is how many bytes of demos' data a file holds, unless a test wants less.
const MaxData = 512 << 20

// About says for the manifest what the export is.
type About struct {
	Export demo.Export
	MadeAt time.Time
}

// manifest is the last member of the file.
type manifest struct {
	Format      string    `json:"format"`
	TenantID    string    `json:"tenant_id"`
	ExportID    string    `json:"export_id"`
	RequestedBy string    `json:"requested_by"` // uid
	RequestedAt time.Time `json:"requested_at"`
	MadeAt      time.Time `json:"made_at"`
	Members     []member  `json:"members"`
	LeftOut     []leftOut `json:"left_out"`
}

// leftOut names what is not in the file, and why.
type leftOut struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Write writes the file and says what it holds, collection by collection.
func Write(ctx context.Context, w io.Writer, from Source, about About) ([]demo.ExportPart, error) {
	a := &archive{zip: zip.NewWriter(w), at: about.MadeAt}
	if err := a.file("README.txt", zip.Deflate, func(to io.Writer) error {
		_, err := to.Write(readme)
		return err
	}); err != nil {
		return nil, err
	}
	parts, err := collect(ctx, a, from.Holdings)
	if err != nil {
		return nil, err
	}
	data, missing, err := from.data(ctx, a)
	if err != nil {
		return nil, err
	}
	if err := a.json("manifest.json", manifest{
		Format: Format, TenantID: about.Export.Tenant, ExportID: about.Export.ID, RequestedBy: about.Export.CreatedBy,
		RequestedAt: about.Export.CreatedAt, MadeAt: about.MadeAt, Members: a.members, LeftOut: missing,
	}); err != nil {
		return nil, err
	}
	return append(parts, data), a.close()
}
