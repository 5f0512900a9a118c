package catalog_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
)

func open(t *testing.T, dir string) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func dataset(project, id string) *bq.Dataset {
	return &bq.Dataset{DatasetReference: &bq.DatasetReference{ProjectId: project, DatasetId: id}}
}

func table(dataset, id string, files ...string) *catalog.Table {
	out := &catalog.Table{Meta: &bq.Table{TableReference: &bq.TableReference{ProjectId: "p", DatasetId: dataset, TableId: id}}}
	for _, file := range files {
		out.Parts = append(out.Parts, catalog.Part{File: file, Rows: 2, Columns: []catalog.Column{{Name: "a", Bytes: 16}, {Name: "b", Bytes: 5}}})
	}
	return out
}

func wantReason(t *testing.T, err error, reason string) {
	t.Helper()
	if failure, known := errors.AsType[*apierror.Error](err); !known || failure.Reason != reason {
		t.Errorf("error is %v, want reason %s", err, reason)
	}
}

func TestNamesDoNotRunIntoEachOther(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir())
	defer c.Close()
	err := c.Update(func(tx *catalog.Tx) error {
		for _, ds := range []*bq.Dataset{dataset("p", "a"), dataset("p", "ab"), dataset("pa", "b"), dataset("q", "a")} {
			if err := tx.CreateDataset(ds); err != nil {
				return err
			}
		}
		return errors.Join(tx.PutTable(table("a", "bc")), tx.PutTable(table("ab", "c")))
	})
	if err != nil {
		t.Fatal(err)
	}
	err = c.View(func(tx *catalog.Tx) error {
		if diff := cmp.Diff([]string{"p", "pa", "q"}, tx.Projects()); diff != "" {
			t.Errorf("projects differ (-want +got):\n%s", diff)
		}
		if found, err := tx.Datasets("p"); err != nil || len(found) != 2 {
			t.Errorf("project p has %d datasets, error %v", len(found), err)
		}
		if found, err := tx.Tables("p", "a"); err != nil || len(found) != 1 || found[0].Meta.TableReference.TableId != "bc" {
			t.Errorf("dataset a has tables %v, error %v", found, err)
		}
		_, err := tx.Table(table("a", "x").Meta.TableReference)
		wantReason(t, err, "notFound")
		_, err = tx.LookupTable(table("x", "x").Meta.TableReference)
		wantReason(t, err, "notFound")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	wantReason(t, c.Update(func(tx *catalog.Tx) error { return tx.CreateDataset(dataset("p", "a")) }), "duplicate")
	wantReason(t, c.Update(func(tx *catalog.Tx) error { return tx.DeleteDataset("p", "a", false) }), "resourceInUse")
	wantReason(t, c.Update(func(tx *catalog.Tx) error { return tx.PutTable(table("x", "x")) }), "notFound")
}

func TestFilesAreReferencedUntilTheLastTableGoes(t *testing.T) {
	t.Parallel()
	c := open(t, t.TempDir())
	defer c.Close()
	step := func(want string, do func(*catalog.Tx) error) {
		t.Helper()
		if err := c.Update(do); err != nil {
			t.Fatal(err)
		}
		var got []string
		err := c.View(func(tx *catalog.Tx) error {
			for _, file := range []string{"1", "2", "3"} {
				if tx.Referenced(file) {
					got = append(got, file)
				}
			}
			return nil
		})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("files %v are referenced, error %v; want %s", got, err, want)
		}
	}
	step("1 2", func(tx *catalog.Tx) error {
		return errors.Join(tx.CreateDataset(dataset("p", "d")), tx.PutTable(table("d", "a", "1", "2")))
	})
	step("1 2", func(tx *catalog.Tx) error { return tx.PutTable(table("d", "clone", "1", "2")) })
	step("1 2 3", func(tx *catalog.Tx) error { return tx.PutTable(table("d", "a", "1", "3")) })
	step("1 3", func(tx *catalog.Tx) error { return tx.PutTable(table("d", "clone", "1", "1")) })
	step("1", func(tx *catalog.Tx) error { return tx.DeleteTable("p", "d", "a") })
	step("", func(tx *catalog.Tx) error { return tx.DeleteDataset("p", "d", true) })
}

func TestSizes(t *testing.T) {
	t.Parallel()
	two := table("d", "t", "1", "2")
	if two.Rows() != 4 || two.Bytes(nil) != 42 || two.Bytes(func(name string) bool { return name == "b" }) != 10 {
		t.Errorf("%d rows of %d bytes", two.Rows(), two.Bytes(nil))
	}
}

func TestAFailedChangeLeavesNothingAndOthersPass(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := open(t, dir)
	var group sync.WaitGroup
	for i := range 50 {
		group.Go(func() {
			err := c.Update(func(tx *catalog.Tx) error {
				if err := tx.CreateDataset(dataset("p", fmt.Sprint("d", i))); err != nil {
					return err
				}
				if i%2 == 1 {
					return apierror.Invalid("odd")
				}
				return nil
			})
			if (err != nil) != (i%2 == 1) {
				t.Errorf("change %d ended with %v", i, err)
			}
		})
	}
	group.Wait()
	if _, err := catalog.Open(dir); err == nil || !strings.Contains(err.Error(), "in use by another process") {
		t.Errorf("a second catalog on the directory: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	c = open(t, dir)
	defer c.Close()
	err := c.View(func(tx *catalog.Tx) error {
		found, err := tx.Datasets("p")
		if len(found) != 25 {
			t.Errorf("%d datasets after a restart, want 25", len(found))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
