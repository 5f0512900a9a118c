// Package state keeps the Conversational Analytics API's resources on disk: one bbolt file, every change in one transaction that is
// synced before it is acknowledged, so that a crash at any instant leaves the last acknowledged state.
//
// It stores protocol buffers under keys and knows nothing of what they mean; names, ids and rules belong to package capi. To keep a
// new kind of resource, add a Kind. TestSurvivesReopen and the server's restart test hold it.
package state

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
	"google.golang.org/protobuf/proto"
)

// Kind is a kind of resource; each has its own key space.
type Kind string

// The kinds kept.
const (
	Agents        Kind = "agents"        // DataAgent by resource name
	Policies      Kind = "policies"      // Policy by resource name
	Operations    Kind = "operations"    // Operation by resource name
	Requests      Kind = "requests"      // Operation by request id
	Conversations Kind = "conversations" // Conversation by resource name
	Messages      Kind = "messages"      // StorageMessage by conversation and position (Append)
)

func kinds() []Kind { return []Kind{Agents, Policies, Operations, Requests, Conversations, Messages} }

// lockWait is how long Open waits for another process to let go of the file.
const lockWait = 2 * time.Second

// Store is the file. Reads run at once with each other and with one write.
type Store struct{ db *bbolt.DB }

// Open opens or creates the state in a directory. Only one process can have it open.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("state: cannot make the directory: %w", err)
	}
	path := filepath.Join(dir, "capi.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("state: %s is in use by another process; end it, or choose another directory", path)
	}
	if err != nil {
		return nil, fmt.Errorf("state: cannot open %s: %w", path, err)
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, kind := range kinds() {
			if _, err := tx.CreateBucketIfNotExists([]byte(kind)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("state: cannot prepare %s: %w", path, err), db.Close())
	}
	return &Store{db}, nil
}

// Close waits for running transactions and releases the file.
func (s *Store) Close() error { return s.db.Close() }

// View runs a read-only transaction.
func (s *Store) View(f func(Tx) error) error {
	return s.db.View(func(tx *bbolt.Tx) error { return f(Tx{tx}) })
}

// Update runs a transaction that is kept only if f returns nil, and is on disk when Update returns.
func (s *Store) Update(f func(Tx) error) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return f(Tx{tx}) })
}

// Tx reads and writes resources within one transaction.
type Tx struct{ tx *bbolt.Tx }

// Get reads a resource into m and reports whether it exists.
func (t Tx) Get(kind Kind, key string, m proto.Message) (bool, error) {
	raw := t.tx.Bucket([]byte(kind)).Get([]byte(key))
	if raw == nil {
		return false, nil
	}
	if err := proto.Unmarshal(raw, m); err != nil {
		return false, fmt.Errorf("state: %s %q is damaged: %w", kind, key, err)
	}
	return true, nil
}

// Put writes a resource.
func (t Tx) Put(kind Kind, key string, m proto.Message) error {
	raw, err := proto.Marshal(m)
	if err != nil {
		return fmt.Errorf("state: cannot encode %s %q: %w", kind, key, err)
	}
	return t.tx.Bucket([]byte(kind)).Put([]byte(key), raw)
}

// Delete removes a resource; an absent one is no error.
func (t Tx) Delete(kind Kind, key string) error {
	return t.tx.Bucket([]byte(kind)).Delete([]byte(key))
}

// Each calls f for the resources whose keys begin with a prefix and lie behind after, in key order, until f returns false. raw is only
// valid within f.
func (t Tx) Each(kind Kind, prefix, after string, f func(key string, raw []byte) (bool, error)) error {
	c := t.tx.Bucket([]byte(kind)).Cursor()
	from := []byte(max(prefix, after))
	for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Next() {
		if string(k) <= after {
			continue
		}
		more, err := f(string(k), v)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// EachBack calls f for the resources whose keys begin with a prefix, last key first, until f returns false. raw is only valid within f.
func (t Tx) EachBack(kind Kind, prefix string, f func(key string, raw []byte) (bool, error)) error {
	c := t.tx.Bucket([]byte(kind)).Cursor()
	// Keys are text or numbers behind a separator, so this is behind all keys with the prefix but the last possible number.
	step := c.Prev
	if k, _ := c.Seek([]byte(prefix + "\xff")); k == nil {
		step = c.Last
	}
	for k, v := step(); k != nil && bytes.HasPrefix(k, []byte(prefix)); k, v = c.Prev() {
		more, err := f(string(k), v)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// DeleteAll removes every resource whose key begins with a prefix.
func (t Tx) DeleteAll(kind Kind, prefix string) error {
	var keys []string
	err := t.Each(kind, prefix, "", func(key string, _ []byte) (bool, error) {
		keys = append(keys, key)
		return true, nil
	})
	for _, key := range keys {
		err = errors.Join(err, t.Delete(kind, key))
	}
	return err
}

// Append writes a resource behind all others of a parent; Each over ListPrefix reads them in that order.
func (t Tx) Append(kind Kind, parent string, m proto.Message) error {
	n, err := t.tx.Bucket([]byte(kind)).NextSequence()
	if err != nil {
		return fmt.Errorf("state: %w", err)
	}
	return t.Put(kind, ListPrefix(parent)+string(binary.BigEndian.AppendUint64(nil, n)), m)
}

// ListPrefix is what the keys of everything appended to a parent begin with. Names cannot contain its separator.
func ListPrefix(parent string) string { return parent + "\x00" }
