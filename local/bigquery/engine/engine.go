package engine

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/duckdb/duckdb-go/v2"
)

// Options configure an engine.
type Options struct {
	Dir         string                 // state directory; the engine uses objects, scratch and spool below it
	MemoryMiB   int                    // DuckDB's limit; beyond it queries spill to scratch or fail
	Prelude     []string               // DuckDB statements run on every connection: the functions that translated SQL calls
	Referenced  func(file string) bool // whether any table still needs an object
	Connections int                    // statements that may run at once
}

// Engine is safe for use by many goroutines.
type Engine struct {
	Files *Files

	db    *sql.DB
	spool string
}

// Open starts DuckDB and removes what a crash may have left in the state directory.
func Open(ctx context.Context, opts Options) (*Engine, error) {
	dir, err := filepath.Abs(opts.Dir)
	if err != nil {
		return nil, fmt.Errorf("state directory %s: %w", opts.Dir, err)
	}
	objects, scratch, spool := filepath.Join(dir, "objects"), filepath.Join(dir, "scratch"), filepath.Join(dir, "spool")
	for _, leftover := range []string{scratch, spool} {
		if err := os.RemoveAll(leftover); err != nil {
			return nil, fmt.Errorf("clearing %s: %w", leftover, err)
		}
	}
	for _, folder := range []string{objects, scratch, spool} {
		if err := os.MkdirAll(folder, 0o750); err != nil {
			return nil, fmt.Errorf("making %s: %w", folder, err)
		}
	}
	files := &Files{dir: objects, referenced: opts.Referenced, pins: map[string]int{}}
	if err := files.sweep(); err != nil {
		return nil, err
	}
	connector, err := duckdb.NewConnector("", func(conn driver.ExecerContext) error {
		_, err := conn.ExecContext(ctx, "SET TimeZone = 'UTC';\n"+strings.Join(opts.Prelude, ";\n"), nil)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("starting DuckDB: %w", err)
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(opts.Connections)
	db.SetMaxIdleConns(opts.Connections)
	settings := fmt.Sprintf(`
		SET memory_limit = '%dMiB';
		SET temp_directory = %s;
		SET parquet_metadata_cache = true;
		SET autoinstall_known_extensions = false;
		SET autoload_known_extensions = false;
		SET allowed_directories = [%s];
		SET enable_external_access = false`, opts.MemoryMiB, Literal(scratch), Literal(dir+string(filepath.Separator)))
	if _, err := db.ExecContext(ctx, settings); err != nil {
		return nil, errors.Join(fmt.Errorf("configuring DuckDB: %w", err), db.Close())
	}
	return &Engine{Files: files, db: db, spool: spool}, nil
}

// Close ends DuckDB; running statements fail.
func (e *Engine) Close() error { return e.db.Close() }

// session runs fn with a connection of its own.
func (e *Engine) session(ctx context.Context, fn func(*duckdb.Conn) error) (err error) {
	conn, err := e.db.Conn(ctx)
	if err != nil {
		return translateError(ctx, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return conn.Raw(func(driverConn any) error {
		c, isDuck := driverConn.(*duckdb.Conn)
		if !isDuck {
			return fmt.Errorf("the pool holds a %T, not a DuckDB connection", driverConn)
		}
		return translateError(ctx, fn(c))
	})
}

// exec runs a statement that gives no rows.
func exec(ctx context.Context, conn *duckdb.Conn, statement string) error {
	_, err := conn.ExecContext(ctx, statement, nil)
	return err
}
