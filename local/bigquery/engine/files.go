package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"capidemo.dev/platform/local/bigquery/catalog"
)

// Files holds the immutable objects that tables are made of. An object stays while a table names it or someone has pinned it; whoever
// reads or makes one pins it first. The lock is held for bookkeeping and removal only, never while a file is read or written.
type Files struct {
	dir        string
	referenced func(file string) bool

	mu    sync.RWMutex // readers resolve names into pins; the writer removes
	pinMu sync.Mutex
	pins  map[string]int
	known sync.Map // file -> catalog.Part, so that the same object is inspected once
}

// Path is where an object lies.
func (f *Files) Path(name string) string { return filepath.Join(f.dir, name) }

// Pin keeps the objects that resolve names until release is called. No object can vanish between resolve's look at the catalog and
// the pin. Release removes those that nobody needs any more.
func (f *Files) Pin(resolve func() ([]string, error)) (release func(), err error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	names, err := resolve()
	if err != nil {
		return nil, err
	}
	f.count(names, 1)
	return sync.OnceFunc(func() {
		f.count(names, -1)
		f.Collect(names)
	}), nil
}

// PinNames is Pin for names already at hand: of objects about to be made, or of pinned ones.
func (f *Files) PinNames(names ...string) (release func()) {
	release, _ = f.Pin(func() ([]string, error) { return names, nil }) // resolve does not fail
	return release
}

// Collect removes those of the objects that are neither pinned nor named by a table.
func (f *Files) Collect(names []string) {
	if len(names) == 0 || !f.anyIdle(names) {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, name := range names {
		if f.idle(name) && !f.referenced(name) {
			f.known.Delete(name)
			_ = os.Remove(f.Path(name)) // a file that stays is swept at the next start
		}
	}
}

// Exists reports whether the object is there; pin it first.
func (f *Files) Exists(name string) bool {
	_, err := os.Stat(f.Path(name))
	return err == nil
}

func (f *Files) anyIdle(names []string) bool {
	for _, name := range names {
		if f.idle(name) && !f.referenced(name) {
			return true
		}
	}
	return false
}

func (f *Files) idle(name string) bool {
	f.pinMu.Lock()
	defer f.pinMu.Unlock()
	return f.pins[name] == 0
}

func (f *Files) count(names []string, by int) {
	f.pinMu.Lock()
	defer f.pinMu.Unlock()
	for _, name := range names {
		if f.pins[name] += by; f.pins[name] == 0 {
			delete(f.pins, name)
		}
	}
}

// sweep removes objects that no table names; it runs before anyone can pin.
func (f *Files) sweep() error {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return fmt.Errorf("listing objects: %w", err)
	}
	for _, entry := range entries {
		if f.referenced(entry.Name()) {
			continue
		}
		if err := os.Remove(f.Path(entry.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing an object of no table: %w", err)
		}
	}
	return nil
}

// Names lists the objects of a table's parts.
func Names(parts []catalog.Part) []string {
	names := make([]string, len(parts))
	for i, part := range parts {
		names[i] = part.File
	}
	return names
}
