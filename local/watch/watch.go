// Package watch tells when Go source below some folders has changed, once per burst of changes, so that the functions can be
// built anew. What to do about it is the caller's. watch_test.go holds bursts, new folders and what is ignored.
package watch

import (
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a burst of changes must be quiet: editors write a file in several steps.
const settle = 100 * time.Millisecond

// Watcher watches folders.
type Watcher struct {
	notify  *fsnotify.Watcher
	changes chan string
	log     *slog.Logger
	done    chan struct{}
}

// New watches the folders below root, with all folders in them.
func New(root string, folders []string, log *slog.Logger) (*Watcher, error) {
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch: %w", err)
	}
	w := &Watcher{notify: notify, changes: make(chan string), log: log, done: make(chan struct{})}
	for _, folder := range folders {
		if err := w.add(filepath.Join(root, folder)); err != nil {
			return nil, fmt.Errorf("watch: %w", notifyClose(notify, err))
		}
	}
	go w.follow()
	return w, nil
}

func notifyClose(notify *fsnotify.Watcher, err error) error {
	_ = notify.Close() // the watcher is given up for err
	return err
}

// Changes yields one changed file per burst.
func (w *Watcher) Changes() <-chan string { return w.changes }

// Close ends the watching.
func (w *Watcher) Close() error {
	err := w.notify.Close()
	<-w.done
	return err
}

func (w *Watcher) add(folder string) error {
	return filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.IsDir() {
			return nil
		}
		if name := entry.Name(); name == "testdata" || name == "node_modules" {
			return fs.SkipDir
		}
		return w.notify.Add(path)
	})
}

// follow collects events until they pause, and offers the last file to whoever listens.
func (w *Watcher) follow() {
	defer close(w.done)
	timer := time.NewTimer(0)
	<-timer.C
	var changed string
	var offer chan<- string
	for {
		select {
		case event, open := <-w.notify.Events:
			if !open {
				return
			}
			w.addNew(event)
			if interesting(event) {
				changed, offer = event.Name, nil
				timer.Reset(settle)
			}
		case err, open := <-w.notify.Errors:
			if !open {
				return
			}
			w.log.Warn("changes may have been missed", "error", err)
		case <-timer.C:
			offer = w.changes
		case offer <- changed:
			offer = nil
		}
	}
}

// addNew watches a folder that has just been made.
func (w *Watcher) addNew(event fsnotify.Event) {
	if !event.Has(fsnotify.Create) {
		return
	}
	if info, err := os.Stat(event.Name); err != nil || !info.IsDir() {
		return
	}
	if err := w.add(event.Name); err != nil {
		w.log.Warn("a new folder is not watched", "folder", event.Name, "error", err)
	}
}

// interesting tells source that the functions are built from.
func interesting(event fsnotify.Event) bool {
	if event.Has(fsnotify.Chmod) && !event.Has(fsnotify.Write) {
		return false
	}
	name := filepath.Base(event.Name)
	source := strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".json")
	return source && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, ".")
}
