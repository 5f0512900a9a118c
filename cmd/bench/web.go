package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// figure is what hosting/e2e/measure tells of the web app.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	Most  float64 `json:"most"` // what it must not pass; zero when nothing is asked of it
	Note  string  `json:"note"`
}

// measureWeb walks the built page in a real browser against the shared stack. What a page costs in bytes is told, and held to a
// budget, by its build.
func measureWeb(ctx context.Context, b *bench) ([]row, error) {
	if _, err := os.Stat(filepath.Join(b.root, "hosting", "dist", "index.html")); err != nil {
		return nil, fmt.Errorf("the page is not built: run `make hosting/dist`: %w", err)
	}
	p, err := b.platform(ctx)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(b.dir, "web.json")
	measure := exec.CommandContext(ctx, "npm", "--prefix", filepath.Join(b.root, "hosting"), "run", "--silent", "measure")
	measure.Env = append(os.Environ(), "CAPIDEMO_URL="+p.state.Environment["PUBLIC_URL"], "CAPIDEMO_MEASURES="+file)
	if out, err := measure.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("measure the page: %w\n%s", err, out)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the page's figures: %w", err)
	}
	var figures []figure
	if err := json.Unmarshal(text, &figures); err != nil {
		return nil, fmt.Errorf("read the page's figures: %w", err)
	}
	rows := make([]row, 0, len(figures))
	for _, f := range figures {
		r := row{Name: f.Name, Value: f.Value, Unit: f.Unit, Note: f.Note}
		if f.Most > 0 {
			r.Target = most(f.Most)
		}
		rows = append(rows, r)
	}
	return rows, nil
}
