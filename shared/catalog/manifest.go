package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/generate"
)

// manifest describes the files of a folder: the version with its schema, rows, digests, seed, anchor and exact answers, and
// the engine that made them. It is written after all files, so its presence says that they are complete.
type manifest struct {
	Engine string `json:"engine"`
	demo.TemplateVersion
}

const (
	manifestName = "/manifest.json"
	maxManifest  = 16 << 20
)

// readManifest is the manifest of a folder; ok is false when there is none or a broken one, which is made anew.
func readManifest(ctx context.Context, storage Storage, folder string) (m manifest, ok bool, err error) {
	content, err := storage.Read(ctx, folder+manifestName, maxManifest)
	if err != nil {
		var known *fault.Error
		if errors.As(err, &known) && known.Kind == fault.NotFound {
			return m, false, nil
		}
		return m, false, fmt.Errorf("looking for a published version: %w", err)
	}
	return m, json.Unmarshal(content, &m) == nil && m.SpecDigest != "", nil
}

func writeManifest(ctx context.Context, storage Storage, folder string, v demo.TemplateVersion) error {
	content, err := json.MarshalIndent(manifest{Engine: generate.Version, TemplateVersion: v}, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the manifest: %w", err)
	}
	return write(ctx, storage, folder+manifestName, "application/json", content)
}

// write stores a small file.
func write(ctx context.Context, storage Storage, path, contentType string, content []byte) error {
	w := storage.Writer(ctx, path, contentType)
	if _, err := w.Write(content); err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", storage.URL(path), err), w.Close())
	}
	return w.Close()
}
