package export

import (
	"archive/zip"
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// folder is where the data of a demo lies in the file: that of its build, of which every demo's dataset is an untouched copy, so that it
// is there once for all demos that are made of it.
func folder(d *demo.Demo) string {
	return fmt.Sprintf("data/%s/v%d/%s/", d.TemplateID, d.TemplateVersion, d.Build)
}

// specification is where a version's specification lies in the file.
func specification(templateID string, number int) string {
	return fmt.Sprintf("specifications/%s/v%d.json", templateID, number)
}

// buildLine says what a folder of data holds, and from what it can be made again bit by bit.
type buildLine struct {
	TemplateID      string      `json:"template_id"`
	TemplateVersion int         `json:"template_version"`
	Specification   string      `json:"specification"` // path in this file
	SpecDigest      string      `json:"spec_digest"`   // SHA-256 of the specification, hex
	Seed            int64       `json:"seed"`
	Anchor          string      `json:"anchor"` // day on which the data ends
	Tables          []tableLine `json:"tables"`
}

type tableLine struct {
	Name   string `json:"name"`
	Rows   int64  `json:"rows"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"` // of the Parquet file, hex
	File   string `json:"file"`   // path in this file; empty when it was left out
}

// written keeps what of the data is in the file already.
type written struct {
	a       *archive
	specs   map[string]bool
	bytes   int64 // of Parquet files
	records int64
	missing []leftOut
}

// data adds the specification of every private version and of all that demos are made of, and the tables of each build once, until MaxData is
// reached.
func (s Source) data(ctx context.Context, a *archive) (demo.ExportPart, []leftOut, error) {
	w := &written{a: a, specs: map[string]bool{}, missing: []leftOut{}}
	for held, err := range s.Holdings.EachVersion(ctx) {
		if err != nil {
			return demo.ExportPart{}, nil, err
		}
		if err := s.spec(ctx, w, held.Value.TemplateID, held.Value.Number); err != nil {
			return demo.ExportPart{}, nil, err
		}
	}
	seen := map[string]bool{}
	for held, err := range s.Holdings.EachDemo(ctx) {
		if err != nil {
			return demo.ExportPart{}, nil, err
		}
		d := held.Value
		if at := folder(&d); !seen[at] && d.Status != demo.DemoDeleted {
			seen[at] = true
			if err := s.build(ctx, w, &d); err != nil {
				return demo.ExportPart{}, nil, err
			}
		}
	}
	return demo.ExportPart{Name: "data", Records: w.records, Bytes: w.bytes}, w.missing, nil
}

// spec adds a version's specification, once.
func (s Source) spec(ctx context.Context, w *written, templateID string, number int) error {
	name := specification(templateID, number)
	if w.specs[name] {
		return nil
	}
	w.specs[name] = true
	content, err := s.Holdings.Specification(ctx, templateID, number)
	if fault.Is(err, fault.NotFound) {
		w.missing = append(w.missing, leftOut{name, "the specification is not kept any more"})
		return nil
	}
	if err != nil {
		return err
	}
	return w.a.file(name, zip.Deflate, func(to io.Writer) error {
		_, err := to.Write(content)
		return err
	})
}

// build adds what a demo's dataset is a copy of.
func (s Source) build(ctx context.Context, w *written, d *demo.Demo) error {
	version, err := s.Templates.Of(ctx, *d)
	if fault.Is(err, fault.NotFound) {
		w.missing = append(w.missing, leftOut{folder(d), "the build is not kept any more"})
		return nil
	}
	if err != nil {
		return err
	}
	if err := s.spec(ctx, w, d.TemplateID, d.TemplateVersion); err != nil {
		return err
	}
	line := buildLine{
		TemplateID: d.TemplateID, TemplateVersion: d.TemplateVersion, Specification: specification(d.TemplateID, d.TemplateVersion),
		SpecDigest: version.SpecDigest, Seed: version.Seed, Anchor: version.Anchor, Tables: make([]tableLine, len(version.Tables)),
	}
	for i := range version.Tables {
		if line.Tables[i], err = s.table(ctx, w, folder(d), &version.Tables[i]); err != nil {
			return err
		}
	}
	return w.a.json(folder(d)+"build.json", line)
}

// table adds a table's Parquet file, if there is room and the file is there, and checks that it is what the build says. It is stored as it is:
// Parquet is compressed already.
func (s Source) table(ctx context.Context, w *written, in string, t *demo.Table) (tableLine, error) {
	line := tableLine{Name: t.Name, Rows: t.Rows, Bytes: t.Bytes, SHA256: t.SHA256}
	name := in + t.Name + path.Ext(t.Object)
	leave := func(reason string) (tableLine, error) {
		w.missing = append(w.missing, leftOut{in + t.Name, reason})
		return line, nil
	}
	object, ours := strings.CutPrefix(t.Object, s.Files.URL(""))
	switch {
	case !ours || object == "":
		return leave("its file is not in this installation; make it from the specification")
	case w.bytes+t.Bytes > s.MaxData:
		return leave("the file would be larger than an export holds; make it from the specification")
	}
	content, err := s.Files.Reader(ctx, object)
	if fault.Is(err, fault.NotFound) {
		return leave("its file is not kept any more; make it from the specification")
	}
	if err != nil {
		return line, err
	}
	defer func() { _ = content.Close() }() // everything has been read or the read error is reported
	made, err := w.a.counted(name, zip.Store, func(to io.Writer) (int64, error) {
		_, err := io.Copy(to, content)
		return t.Rows, err
	})
	if err != nil {
		return line, err
	}
	if !slices.Contains([]string{"", made.SHA256}, t.SHA256) {
		return line, fault.New(fault.Unavailable, "The file of table %s is not what its build says; it is read again.", t.Name)
	}
	line.File = name
	w.bytes += made.Bytes
	w.records += t.Rows
	return line, nil
}
