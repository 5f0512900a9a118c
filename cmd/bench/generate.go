package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cloud.google.com/go/storage"
	"github.com/spf13/cobra"
	"google.golang.org/api/option"

	localstorage "capidemo.dev/platform/local/storage"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/objects"
)

// generation is a generator's row in the form in which generators are compared.
type generation struct {
	Name       string  `json:"name"`
	RowsPerSec float64 `json:"rows_per_s"`
	MBPerSec   float64 `json:"mb_per_s"` // of Parquet or CSV written; of values in memory for the ceiling
	PeakMiB    float64 `json:"peak_mib"` // resident, of the generator's own process, without the program's file

	RowsPerCPUSec float64 `json:"rows_per_cpu_s"` // on a busy machine it says more than the clock
}

// measureGenerate makes the reference table with each competitor, every one in a process of its own, so that no one's memory or
// garbage weighs on another.
func measureGenerate(ctx context.Context, b *bench) ([]row, error) {
	if b.rows > 0 {
		return measureLarge(ctx, b)
	}
	var results []generation
	add := func(result generation) {
		results = append(results, result)
		b.sayf("  %-27s %6.2f M rows/s  %6.0f MB/s  %5.0f MiB", result.Name, result.RowsPerSec/1e6, result.MBPerSec, result.PeakMiB)
	}
	for _, c := range competitors() {
		result, err := compete(ctx, c)
		if err != nil {
			return nil, err
		}
		add(result)
	}
	if result, err := fakerJS(ctx); err != nil {
		b.sayf("  faker-js is left out: %v", err) // without Node or a registry the others are worth having
	} else {
		add(result)
	}
	ceiling := 0.0
	for _, r := range results {
		if strings.HasPrefix(r.Name, "ceiling-") {
			ceiling = r.RowsPerSec
		}
	}
	var rows []row
	targets := map[string]float64{"ours-snappy": 6e6, "ours-zstd": 5e6}
	for _, result := range results {
		one := row{Name: result.Name, Value: result.RowsPerSec, Unit: "rows/s", Ceiling: ceiling, generation: &result,
			Ratio: fmt.Sprintf("%.0f %% of ceiling", 100*result.RowsPerSec/ceiling),
			Note:  fmt.Sprintf("%.2f M rows a CPU second, %.0f MB/s, peak %.0f MiB", result.RowsPerCPUSec/1e6, result.MBPerSec, result.PeakMiB)}
		if asked := targets[result.Name]; asked > 0 {
			one.Target, one.Peers = least(asked), peersOf(results, strings.TrimPrefix(result.Name, "ours-"))
			one.Note += " (asked: <= 256)"
		}
		rows = append(rows, one)
	}
	build, err := measureShopify(ctx, b)
	return append(rows, build...), err
}

// flatMemory is what generating may take at any number of rows, in MiB.
const flatMemory = 256

// measureLarge makes a table of many rows with our generator and looks at its memory.
func measureLarge(ctx context.Context, b *bench) ([]row, error) {
	var rows []row
	for _, c := range competitors() {
		if !strings.HasPrefix(c.name, "ours-") {
			continue
		}
		c.rows = b.rows
		result, err := compete(ctx, c)
		if err != nil {
			return nil, err
		}
		b.sayf("  %-27s %6.2f M rows/s  %6.0f MB/s  %5.0f MiB", result.Name, result.RowsPerSec/1e6, result.MBPerSec, result.PeakMiB)
		name := fmt.Sprintf("%s, %s", result.Name, number(float64(b.rows)/1e6, "M rows"))
		rows = append(rows,
			row{Name: name, Value: result.RowsPerSec, Unit: "rows/s", generation: &result, Note: fmt.Sprintf("%.2f M rows a CPU second", result.RowsPerCPUSec/1e6)},
			row{Name: name + ", peak memory", Value: result.PeakMiB, Unit: "MiB", Target: most(flatMemory), Note: "resident, of a process of its own"})
	}
	return rows, nil
}

// peersOf gives the peers that wrote with the same codec.
func peersOf(results []generation, codec string) []peer {
	var out []peer
	for _, r := range results {
		if name, same := strings.CutSuffix(r.Name, "-"+codec); same && name != "ours" {
			out = append(out, peer{Name: name, Value: r.RowsPerSec})
		}
	}
	return out
}

// measureShopify builds the shipped template with its answer key and uploads it to the local storage, each time for another day.
func measureShopify(ctx context.Context, b *bench) (rows []row, err error) {
	spec, err := catalog.Load("shopify")
	if err != nil {
		return nil, err
	}
	server := httptest.NewUnstartedServer(nil)
	files, err := localstorage.New(localstorage.Options{Dir: filepath.Join(b.dir, "shopify"), Address: server.Listener.Addr().String()})
	if err != nil {
		return nil, err
	}
	server.Config.Handler = files.Handler()
	server.Start()
	defer server.Close()
	client, err := storage.NewClient(ctx, option.WithEndpoint(server.URL+"/storage/v1/"), option.WithoutAuthentication(), storage.WithJSONReads())
	if err != nil {
		return nil, fmt.Errorf("connect to the storage: %w", err)
	}
	defer func() { err = errors.Join(err, client.Close(), files.Close()) }()
	bucket := objects.New(client, "templates")
	if err := bucket.EnsureBucket(ctx, "bench"); err != nil {
		return nil, err
	}
	day := time.Now().UTC().Truncate(24 * time.Hour)
	took, err := times(5, func(i int) error {
		_, err := catalog.Make(ctx, spec, catalog.Options{Anchor: day.AddDate(0, 0, i), Now: day, Storage: bucket})
		return err
	})
	return []row{{
		Name: "shopify template built with its answer key and uploaded, p50 of 5", Value: took.percentile(50), Unit: "ms", Target: most(500),
		Note: "145,000 rows, 15 tables, zstd",
	}}, err
}

// compete runs one competitor in a process of its own, this program again.
func compete(ctx context.Context, c competitor) (generation, error) {
	self, err := os.Executable()
	if err != nil {
		return generation{}, fmt.Errorf("find this program: %w", err)
	}
	run := exec.CommandContext(ctx, self, "competitor", c.name, strconv.Itoa(c.rows))
	var complaints bytes.Buffer
	run.Stderr = &complaints
	out, err := run.Output()
	if err != nil {
		return generation{}, fmt.Errorf("competitor %s: %w\n%s", c.name, err, complaints.String())
	}
	var result generation
	if err := json.Unmarshal(out, &result); err != nil {
		return generation{}, fmt.Errorf("competitor %s: %w", c.name, err)
	}
	return result, nil
}

// competitorCommand is how this program runs itself for one competitor.
func competitorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "competitor NAME ROWS", Short: "Run one generator and print its figures", Args: cobra.ExactArgs(2), Hidden: true,
		RunE: func(c *cobra.Command, args []string) error {
			for _, one := range competitors() {
				if one.name != args[0] {
					continue
				}
				rows, err := strconv.Atoi(args[1])
				if err != nil {
					return fmt.Errorf("ROWS: %w", err)
				}
				one.rows = rows
				began := time.Now()
				written, err := one.run(c.Context(), one.rows)
				if err != nil {
					return err
				}
				took := time.Since(began).Seconds()
				return json.NewEncoder(c.OutOrStdout()).Encode(generation{
					Name: one.name, RowsPerSec: float64(one.rows) / took, MBPerSec: float64(written) / took / 1e6, PeakMiB: peakMiB(),
					RowsPerCPUSec: float64(one.rows) / cpuSeconds(),
				})
			}
			return fmt.Errorf("there is no generator %q", args[0])
		},
	}
}

// peakMiB is the largest resident size this process has had, less what of it is pages of the program's file, which carries all
// competitors; zero where the system does not say.
func peakMiB() float64 {
	peak := 0.0
	for name, sign := range map[string]float64{"VmHWM": 1, "RssFile": -1} {
		kib, err := strconv.ParseFloat(strings.TrimSuffix(lineOf("/proc/self/status", name), " kB"), 64)
		if err != nil {
			return 0
		}
		peak += sign * kib / 1024
	}
	return peak
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return math.NaN()
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano()).Seconds()
}
