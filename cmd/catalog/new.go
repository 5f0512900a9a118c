package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"capidemo.dev/platform/shared/catalog"
)

func newCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "new <id>",
		Short: "Start a template: write a small working one with comments",
		Long: `Write a small template that works as it stands, with comments that say what each part is for. The id names the
template for ever: lower case letters and digits, beginning with a letter.

Then change one thing at a time and look:
  catalog check my.yaml      every fault, with its line and what to do about it
  catalog preview my.yaml    what the data looks like
  catalog exam my.yaml       whether every question is answered as the ledger says

docs/writing-a-template.md goes through it part by part.`,
		Example: "  catalog new coffee\n  catalog new coffee --out templates/coffee.yaml",
		Args:    cobra.ExactArgs(1),
	}
	out := c.Flags().String("out", "", "file to write (default <id>.yaml); it must not exist")
	c.RunE = func(c *cobra.Command, args []string) error {
		document, err := catalog.Skeleton(args[0])
		if err != nil {
			return err
		}
		path := *out
		if path == "" {
			path = args[0] + ".yaml"
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			return fmt.Errorf("%s exists; choose another file with --out", path)
		}
		if err != nil {
			return err
		}
		if _, err := file.Write(document); err != nil {
			return errors.Join(err, file.Close())
		}
		if err := file.Close(); err != nil {
			return err
		}
		c.Printf("%s is there. Next: catalog check %s\n", path, path)
		return nil
	}
	return c
}
