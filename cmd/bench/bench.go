package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

// bench is a run's surroundings: where the checkout is, the programs built from it, and the stack that subjects share.
type bench struct {
	root string // the checkout
	dir  string // for everything a run makes; removed at the end
	out  io.Writer
	peer bool // goccy's emulator is measured too
	rows int  // of the generators' table; 0 is each one's own number, beside its peers

	built  bool
	shared *platform // a whole stack, started by the first subject that needs one
}

func newBench(out io.Writer) (*bench, error) {
	root, err := checkout()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "capidemo-bench-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for the run: %w", err)
	}
	return &bench{root: root, dir: dir, out: out}, nil
}

// Close ends the shared stack and removes what the run made.
func (b *bench) Close() error {
	return errors.Join(b.endShared(), os.RemoveAll(b.dir))
}

func (b *bench) endShared() error {
	if b.shared == nil {
		return nil
	}
	p := b.shared
	b.shared = nil
	return p.Close()
}

// sayf tells whoever waits what is going on.
func (b *bench) sayf(format string, args ...any) { _, _ = fmt.Fprintf(b.out, format+"\n", args...) }

// program builds the platform's programs on first use and gives the path of one.
func (b *bench) program(ctx context.Context, name string) (string, error) {
	bin := filepath.Join(b.dir, "bin")
	if !b.built {
		build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", bin+"/", "./cmd/local", "./cmd/functions", "./cmd/catalog", "./cmd/capidemo")
		build.Dir = b.root
		if out, err := build.CombinedOutput(); err != nil {
			return "", fmt.Errorf("build the programs: %w\n%s", err, out)
		}
		b.built = true
	}
	return filepath.Join(bin, name), nil
}

// platform gives the shared stack, whole, with templates and people.
func (b *bench) platform(ctx context.Context) (*platform, error) {
	if b.shared != nil {
		return b.shared, nil
	}
	p, err := b.up(ctx, "whole", "")
	if err != nil {
		return nil, err
	}
	b.shared = p
	return p, nil
}

// checkout is the folder of go.mod, above the working directory or the working directory itself.
func checkout() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the checkout: %w", err)
	}
	for at := dir; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod in %s or above: run this inside the checkout", dir)
		}
	}
}
