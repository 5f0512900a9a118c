package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

func buildCommand(now func() time.Time) *cobra.Command {
	c := &cobra.Command{
		Use:   "build <template or file>",
		Short: "Write a template's Parquet files to a folder",
		Long: `Make a template's data and write one Parquet file a table. The same specification, seed and anchor give the same
bytes, on any machine. A file is there under its name only when it is complete.`,
		Example: "  catalog build shopify --out /tmp/shopify\n  catalog build my.yaml --out /tmp/my --anchor 2026-03-01 --codec snappy",
		Args:    cobra.ExactArgs(1),
	}
	dir := c.Flags().String("out", "", "folder for the files; made when absent")
	codec := c.Flags().String("codec", string(parquetfile.Zstd), "compression: zstd, snappy or none")
	workers := c.Flags().Int("workers", 0, "goroutines that make data (default one a processor); the files do not depend on it")
	anchor := dayFlag(c, now)
	if err := c.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag was added above
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		day, err := anchor()
		if err != nil {
			return err
		}
		spec, err := load(args[0])
		if err != nil {
			return err
		}
		if err := os.MkdirAll(*dir, 0o755); err != nil {
			return err
		}
		start := now()
		out, err := generate.Run(c.Context(), spec, generate.Options{
			Anchor: day, Workers: *workers, Codec: parquetfile.Codec(*codec), Sink: folder(*dir),
		})
		if err != nil {
			return err
		}
		report(c, out, now().Sub(start))
		return nil
	}
	return c
}

func report(c *cobra.Command, out *generate.Output, took time.Duration) {
	rows, size := int64(0), int64(0)
	for _, t := range out.Tables {
		c.Printf("%-24s %12d rows %12d bytes  %s\n", t.Name, t.Rows, t.Bytes, t.SHA256[:16])
		rows, size = rows+t.Rows, size+t.Bytes
	}
	c.Printf("%d rows, %.1f MB and %d exact answers in %v: %.2f million rows a second\n",
		rows, float64(size)/1e6, len(out.Answers), took.Round(time.Millisecond), float64(rows)/took.Seconds()/1e6)
}

// folder is a sink that writes files, each under another name until it is complete.
type folder string

// Create starts the file of a table.
func (f folder) Create(ctx context.Context, table string) (io.WriteCloser, error) {
	path := filepath.Join(string(f), table+".parquet")
	file, err := os.Create(path + ".part")
	if err != nil {
		return nil, err
	}
	return &output{bufio.NewWriterSize(file, 1<<20), file, path, ctx.Err}, nil
}

type output struct {
	*bufio.Writer
	file  *os.File
	path  string
	ended func() error // of the run
}

// Close completes the file, or removes it when the run has ended before.
func (o *output) Close() error {
	if err := errors.Join(o.ended(), o.Flush(), o.file.Close()); err != nil {
		return errors.Join(fmt.Errorf("writing %s: %w", o.path, err), os.Remove(o.file.Name()))
	}
	return os.Rename(o.file.Name(), o.path)
}
