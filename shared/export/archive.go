package export

import (
	"archive/zip"
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"capidemo.dev/platform/shared/fault"
)

// archive is a ZIP file that is being written, with what the manifest says of its members.
type archive struct {
	zip     *zip.Writer
	at      time.Time
	members []member
}

// member is one file in the ZIP file.
type member struct {
	Name    string `json:"name"`
	Records int64  `json:"records,omitempty"` // lines, or rows of a table
	Bytes   int64  `json:"bytes"`             // as it is when taken out of the ZIP file
	SHA256  string `json:"sha256"`            // of the same, hex
}

// file adds a member.
func (a *archive) file(name string, method uint16, write func(io.Writer) error) error {
	_, err := a.counted(name, method, func(w io.Writer) (int64, error) { return 0, write(w) })
	return err
}

// counted adds a member with as many records as write says there are.
func (a *archive) counted(name string, method uint16, write func(io.Writer) (int64, error)) (member, error) {
	raw, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: a.at})
	if err != nil {
		return member{}, a.failed(name, err)
	}
	sum, size := sha256.New(), &counter{}
	buffered := bufio.NewWriterSize(io.MultiWriter(raw, sum, size), 64<<10)
	records, err := write(buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err != nil {
		return member{}, a.failed(name, err)
	}
	made := member{Name: name, Records: records, Bytes: size.n, SHA256: hex.EncodeToString(sum.Sum(nil))}
	a.members = append(a.members, made)
	return made, nil
}

// json adds a member that is one JSON document, for people to read.
func (a *archive) json(name string, document any) error {
	return a.file(name, zip.Deflate, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(document)
	})
}

// lines adds a member with a line of JSON for every record that each puts.
func (a *archive) lines(name string, each func(put func(any) error) error) (member, error) {
	return a.counted(name, zip.Deflate, func(w io.Writer) (records int64, err error) {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		err = each(func(line any) error {
			records++
			return encoder.Encode(line)
		})
		return records, err
	})
}

func (a *archive) close() error {
	if err := a.zip.Close(); err != nil {
		return a.failed("the file's end", err)
	}
	return nil
}

// failed says where writing failed and keeps the kind of what reading said.
func (a *archive) failed(name string, err error) error {
	if fault.KindOf(err) != fault.Internal {
		return err
	}
	return fmt.Errorf("writing %s of the export: %w", name, err)
}

// counter counts what is written.
type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
