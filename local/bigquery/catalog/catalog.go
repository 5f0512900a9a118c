package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bboltErrors "go.etcd.io/bbolt/errors"
)

const (
	bucketDatasets   = "datasets"
	bucketTables     = "tables"
	bucketJobs       = "jobs"
	bucketReferences = "references"
)

// batchDelay is how long a change waits for others to share its write to disk with; one disk flush costs more than this.
const batchDelay = time.Millisecond

// Catalog is safe for use by many goroutines.
type Catalog struct {
	db *bbolt.DB
}

// Open opens the catalog kept in dir, or makes an empty one. A second process on the same directory is refused.
func Open(dir string) (*Catalog, error) {
	path := filepath.Join(dir, "catalog.db")
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:         2 * time.Second,
		InitialMmapSize: 64 << 20, // growing the map waits for all readers
	})
	if errors.Is(err, bboltErrors.ErrTimeout) {
		return nil, fmt.Errorf("catalog %s is in use by another process: end it, or choose another state directory", path)
	}
	if err != nil {
		return nil, fmt.Errorf("opening catalog %s: %w", path, err)
	}
	db.MaxBatchDelay = batchDelay
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range []string{bucketDatasets, bucketTables, bucketJobs, bucketReferences} {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("preparing catalog %s: %w", path, err), db.Close())
	}
	return &Catalog{db: db}, nil
}

// Close waits for running transactions and releases the file.
func (c *Catalog) Close() error { return c.db.Close() }

// View runs fn on one consistent state.
func (c *Catalog) View(fn func(*Tx) error) error {
	return c.db.View(func(tx *bbolt.Tx) error { return fn(&Tx{tx: tx}) })
}

// Update runs fn in a transaction and returns once its effect is on disk. An error of fn undoes all of it. fn may run more than
// once, because transactions that arrive together are tried as one: it must do nothing but use the Tx.
func (c *Catalog) Update(fn func(*Tx) error) error {
	return c.db.Batch(func(tx *bbolt.Tx) error { return fn(&Tx{tx: tx}) })
}

// Tx gives access to the catalog inside one transaction.
type Tx struct {
	tx *bbolt.Tx
}

func (t *Tx) put(bucket string, key []byte, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("encoding %s %s: %w", bucket, key, err)
	}
	return t.tx.Bucket([]byte(bucket)).Put(key, data)
}

// get reports whether the key is there.
func (t *Tx) get(bucket string, key []byte, into any) (bool, error) {
	data := t.tx.Bucket([]byte(bucket)).Get(key)
	if data == nil {
		return false, nil
	}
	if err := json.Unmarshal(data, into); err != nil {
		return false, fmt.Errorf("decoding %s %s: %w", bucket, key, err)
	}
	return true, nil
}

func (t *Tx) remove(bucket string, key []byte) error {
	return t.tx.Bucket([]byte(bucket)).Delete(key)
}

// key joins names with a byte that no name may contain, so that a prefix never matches half a name.
func key(parts ...string) []byte {
	var out []byte
	for _, part := range parts {
		out = append(append(out, part...), 0)
	}
	return out
}
