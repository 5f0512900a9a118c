package main

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
)

//go:embed fakerjs
var fakerjs embed.FS

// fakerRows is enough for about four seconds.
const fakerRows = 1 << 18

// fakerJS makes the reference table with faker-js, in a process of Node's with two workers. It installs it on first use, into the user's
// folder for caches.
func fakerJS(ctx context.Context) (generation, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return generation{}, fmt.Errorf("find a folder for faker-js: %w", err)
	}
	dir := filepath.Join(cache, "capidemo-bench", "fakerjs")
	if err := installFaker(ctx, dir); err != nil {
		return generation{}, err
	}
	run := exec.CommandContext(ctx, "node", "rows.mjs", strconv.Itoa(fakerRows))
	run.Dir = dir
	out, err := run.Output()
	if err != nil {
		return generation{}, fmt.Errorf("run faker-js: %w", err)
	}
	var made struct {
		Bytes   int64   `json:"bytes"`
		Seconds float64 `json:"seconds"`
		PeakMiB float64 `json:"peak_mib"`
	}
	if err := json.Unmarshal(out, &made); err != nil {
		return generation{}, fmt.Errorf("read what faker-js reports: %w", err)
	}
	used := run.ProcessState.UserTime() + run.ProcessState.SystemTime()
	return generation{
		Name: "faker-js-csv", RowsPerSec: fakerRows / made.Seconds, MBPerSec: float64(made.Bytes) / made.Seconds / 1e6, PeakMiB: made.PeakMiB,
		RowsPerCPUSec: fakerRows / used.Seconds(),
	}, nil
}

// installFaker writes the script and installs what it needs, unless both are there.
func installFaker(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make a folder for faker-js: %w", err)
	}
	for _, name := range []string{"package.json", "rows.mjs"} {
		content, err := fakerjs.ReadFile("fakerjs/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), content, 0o600)
		}
		if err != nil {
			return fmt.Errorf("write %s of faker-js: %w", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "@faker-js", "faker")); err == nil {
		return nil
	}
	install := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--silent")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		return fmt.Errorf("install faker-js: %w\n%s", err, out)
	}
	return nil
}
