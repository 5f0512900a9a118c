package eventarc

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/renameio/v2"
)

// compactAt is the size in bytes above which a journal without open events is emptied.
const compactAt = 16 << 20

// entry is one line of the journal: an event that came, or the key of one that needs no more delivery.
type entry struct {
	Event *Event `json:"event,omitempty"`
	Done  string `json:"done,omitempty"`
}

// DeadLetter is an event that no attempt could deliver.
type DeadLetter struct {
	Event    Event     `json:"event"`
	Attempts int       `json:"attempts"`
	Reason   string    `json:"reason"` // of the last attempt
	Time     time.Time `json:"time"`
}

// journal keeps events on disk until they are delivered. It writes through to the operating system without waiting for the
// disk: it survives the end of the process in any way, not a power cut.
type journal struct {
	mu    sync.Mutex
	file  *os.File
	size  int64
	open  map[string]Event
	idle  chan struct{} // closed while nothing is open
	dead  []DeadLetter
	grave string // file of the dead letters
}

// openJournal reads what is left from before and returns it, shrunk to what is still open.
func openJournal(dir string) (*journal, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("eventarc: make the journal's folder: %w", err)
	}
	j := &journal{open: map[string]Event{}, idle: make(chan struct{}), grave: filepath.Join(dir, "dead-letters.json")}
	path := filepath.Join(dir, "journal.jsonl")
	if err := j.replay(path); err != nil {
		return nil, err
	}
	if err := j.readGrave(); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("eventarc: open the journal: %w", err)
	}
	j.file = file
	if len(j.open) == 0 {
		close(j.idle)
	}
	for _, e := range j.open {
		if err := j.write(entry{Event: &e}); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// replay collects the open events. A last line cut short by a crash belongs to an event that was never acknowledged.
func (j *journal) replay(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("eventarc: read the journal: %w", err)
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewReader(file)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("eventarc: read the journal: %w", err)
		}
		var e entry
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("eventarc: %s is damaged (%w); delete it to start without the events it holds", path, err)
		}
		if e.Event != nil {
			j.open[e.Event.key()] = *e.Event
		} else {
			delete(j.open, e.Done)
		}
	}
}

// add records an event; it is safe once add returns.
func (j *journal) add(e Event) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.reopen(e)
}

func (j *journal) reopen(e Event) error {
	if len(j.open) == 0 {
		j.idle = make(chan struct{})
	}
	j.open[e.key()] = e
	return j.write(entry{Event: &e})
}

// done records that an event needs no more delivery.
func (j *journal) done(e Event) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.settle(e)
}

func (j *journal) settle(e Event) error {
	if _, open := j.open[e.key()]; !open {
		return nil
	}
	delete(j.open, e.key())
	if len(j.open) == 0 {
		defer close(j.idle)
	}
	if len(j.open) == 0 && j.size > compactAt {
		if err := j.file.Truncate(0); err != nil {
			return fmt.Errorf("eventarc: empty the journal: %w", err)
		}
		if _, err := j.file.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("eventarc: empty the journal: %w", err)
		}
		j.size = 0
		return nil
	}
	return j.write(entry{Done: e.key()})
}

// bury moves an event to the dead letters.
func (j *journal) bury(letter DeadLetter) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.dead = append(j.dead, letter)
	if err := j.writeGrave(); err != nil {
		return err
	}
	return j.settle(letter.Event)
}

// exhume takes all dead letters out, back among the open events.
func (j *journal) exhume() ([]Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	events := make([]Event, 0, len(j.dead))
	for _, letter := range j.dead {
		if err := j.reopen(letter.Event); err != nil {
			return nil, err
		}
		events = append(events, letter.Event)
	}
	j.dead = nil
	return events, j.writeGrave()
}

// pending returns the open events.
func (j *journal) pending() []Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	events := make([]Event, 0, len(j.open))
	for _, e := range j.open {
		events = append(events, e)
	}
	return events
}

// settled is closed when nothing is open.
func (j *journal) settled() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.idle
}

func (j *journal) deadLetters() []DeadLetter {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append([]DeadLetter{}, j.dead...)
}

func (j *journal) write(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("eventarc: write the journal: %w", err)
	}
	n, err := j.file.Write(append(line, '\n'))
	j.size += int64(n)
	if err != nil {
		return fmt.Errorf("eventarc: write the journal: %w", err)
	}
	return nil
}

func (j *journal) readGrave() error {
	text, err := os.ReadFile(j.grave)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("eventarc: read the dead letters: %w", err)
	}
	if err := json.Unmarshal(text, &j.dead); err != nil {
		return fmt.Errorf("eventarc: %s: %w; delete it to forget them", j.grave, err)
	}
	return nil
}

func (j *journal) writeGrave() error {
	text, err := json.MarshalIndent(j.dead, "", " ")
	if err != nil {
		return fmt.Errorf("eventarc: write the dead letters: %w", err)
	}
	if err := renameio.WriteFile(j.grave, text, 0o600); err != nil {
		return fmt.Errorf("eventarc: write the dead letters: %w", err)
	}
	return nil
}

func (j *journal) close() error { return j.file.Close() }
