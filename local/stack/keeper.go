package stack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/renameio/v2"
)

// saveDeadline bounds one export.
const saveDeadline = time.Minute

// maxShare is the part of the time that saving may take: a save that took long is followed by a longer pause.
const maxShare = 20

// keeper saves the Firestore emulator, which keeps everything in memory, by its own exports: every few seconds and at the end.
// A file names the last complete export; a crash in the middle of one leaves the export before.
type keeper struct {
	dir     string
	project string
	log     *slog.Logger
	address string

	mu   sync.Mutex // one save at a time
	stop chan struct{}
	done chan struct{}
}

func newKeeper(dir, project string, log *slog.Logger) *keeper {
	return &keeper{dir: dir, project: project, log: log, stop: make(chan struct{}), done: make(chan struct{})}
}

func (k *keeper) pointer() string { return filepath.Join(k.dir, "current") }

// latest is the metadata file of the last complete export; empty when there is none.
func (k *keeper) latest() (string, error) {
	name, err := os.ReadFile(k.pointer())
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find the last save: %w", err)
	}
	path := filepath.Join(k.dir, string(name), string(name)+".overall_export_metadata")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("the last save is damaged (%w); delete %s to start empty", err, k.dir)
	}
	return path, nil
}

// begin saves until end.
func (k *keeper) begin(address string, every time.Duration) {
	k.address = address
	go func() {
		defer close(k.done)
		pause := every
		for {
			timer := time.NewTimer(pause)
			select {
			case <-k.stop:
				timer.Stop()
				return
			case <-timer.C:
			}
			started := time.Now()
			ctx, cancel := context.WithTimeout(context.Background(), saveDeadline)
			if err := k.save(ctx); err != nil {
				k.log.Warn("the Firestore emulator was not saved", "error", err)
			}
			cancel()
			pause = max(every, maxShare*time.Since(started))
		}
	}()
}

// end saves once more. It runs before the emulator ends.
func (k *keeper) end() error {
	close(k.stop)
	<-k.done
	ctx, cancel := context.WithTimeout(context.Background(), saveDeadline)
	defer cancel()
	return k.save(ctx)
}

// save exports all documents and makes that the export to start from.
func (k *keeper) save(ctx context.Context) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	before, err := os.ReadFile(k.pointer())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("save: %w", err)
	}
	number, _ := strconv.Atoi(strings.TrimPrefix(string(before), "export-")) // none yet is 0
	name := "export-" + strconv.Itoa(number+1)
	if err := os.RemoveAll(filepath.Join(k.dir, name)); err != nil { // left by a crash
		return fmt.Errorf("save: %w", err)
	}
	if err := k.export(ctx, name); err != nil {
		return err
	}
	if err := renameio.WriteFile(k.pointer(), []byte(name), 0o644); err != nil {
		return fmt.Errorf("save: %w", err)
	}
	if len(before) == 0 {
		return nil
	}
	if err := os.RemoveAll(filepath.Join(k.dir, string(before))); err != nil {
		return fmt.Errorf("save: remove the one before: %w", err)
	}
	return nil
}

// export asks the emulator to write all documents of the project into a folder of its own.
func (k *keeper) export(ctx context.Context, name string) error {
	body, err := json.Marshal(map[string]string{
		"database":         "projects/" + k.project + "/databases/(default)",
		"export_directory": k.dir, "export_name": name,
	})
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	url := "http://" + k.address + "/emulator/v1/projects/" + k.project + ":export"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer owner")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("save: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if text, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("save: the emulator answered %s: %s", response.Status, text)
	}
	return nil
}
