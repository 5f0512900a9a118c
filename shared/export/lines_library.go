package export

import (
	"context"
	"strings"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

type templateLine struct {
	TemplateID      string    `json:"template_id"`
	DisplayName     string    `json:"display_name"`
	Industry        string    `json:"industry"`
	Description     string    `json:"description"`
	Tags            []string  `json:"tags"`
	ActiveVersion   int       `json:"active_version"`
	PreviousVersion int       `json:"previous_version"`
	LatestVersion   int       `json:"latest_version"`
	CreatedBy       string    `json:"created_by"`
	CreatedAt       time.Time `json:"created_at"`
}

func lineOfTemplate(x store.Held[demo.Template]) any {
	t := x.Value
	return templateLine{
		t.ID, t.DisplayName, t.Industry, t.Description, append([]string{}, t.Tags...), t.ActiveVersion, t.PreviousVersion, t.LatestVersion,
		t.CreatedBy, t.CreatedAt,
	}
}

type versionLine struct {
	TemplateID    string    `json:"template_id"`
	Number        int       `json:"number"`
	Status        string    `json:"status"`
	Proof         string    `json:"proof"`
	Faults        []string  `json:"faults"`
	Anchor        string    `json:"anchor"`
	Seed          int64     `json:"seed"`
	SpecDigest    string    `json:"spec_digest"`
	Rows          int64     `json:"rows"`
	Specification string    `json:"specification"` // path in this file
	CreatedBy     string    `json:"created_by"`
	CreatedAt     time.Time `json:"created_at"`
}

func lineOfVersion(x store.Held[demo.TemplateVersion]) any {
	v := x.Value
	return versionLine{
		v.TemplateID, v.Number, string(v.Status), string(v.Proof), append([]string{}, v.Faults...), v.Anchor, v.Seed, v.SpecDigest, v.Rows,
		specification(v.TemplateID, v.Number), v.CreatedBy, v.CreatedAt,
	}
}

type trialLine struct {
	TemplateID  string     `json:"template_id"`
	Number      int        `json:"number"`
	Status      string     `json:"status"`
	RequestedBy string     `json:"requested_by"`
	CreatedAt   time.Time  `json:"created_at"`
	CompletedAt *time.Time `json:"completed_at"`
}

func lineOfTrial(x store.Held[demo.Trial]) any {
	t := x.Value
	return trialLine{t.TemplateID, t.Number, string(t.Status), t.CreatedBy, t.CreatedAt, t.CompletedAt}
}

type usageLine struct {
	Of          string           `json:"of"` // tenant, person or storage
	Month       string           `json:"month"`
	UID         string           `json:"uid,omitempty"`
	Provisions  int64            `json:"provisions,omitempty"`
	Questions   int64            `json:"questions,omitempty"`
	BytesBilled int64            `json:"bytes_billed,omitempty"`
	Days        map[string]int64 `json:"days,omitempty"` // bytes kept, by the day of the month
}

// usage puts a line for every month of the tenant, of each person and of what was kept. The tenant's counts are stored in parts
// (demo.UsageShard), which are added up here.
func usage(h store.Holdings) func(context.Context, func(any) error) error {
	return func(ctx context.Context, put func(any) error) error {
		months, order := map[string]*usageLine{}, []string{}
		for held, err := range h.EachUsagePart(ctx) {
			if err != nil {
				return err
			}
			line := lineOfUsage(held)
			if line.Of != "tenant" {
				if err := put(line); err != nil {
					return err
				}
				continue
			}
			sum, known := months[line.Month]
			if !known {
				months[line.Month], order = &line, append(order, line.Month)
				continue
			}
			sum.Provisions += line.Provisions
			sum.Questions += line.Questions
			sum.BytesBilled += line.BytesBilled
		}
		for _, month := range order {
			if err := put(months[month]); err != nil {
				return err
			}
		}
		return nil
	}
}

func lineOfUsage(x store.Held[map[string]any]) usageLine {
	number := func(field string) int64 {
		n, _ := x.Value[field].(int64)
		return n
	}
	month, rest, _ := strings.Cut(segment(x.Path, 1), "_")
	line := usageLine{Month: month, Provisions: number("provisions"), Questions: number("questions"), BytesBilled: number("bytes_billed")}
	switch {
	case segment(x.Path, 1) == demo.StorageID(month):
		line.Of, line.Days = "storage", map[string]int64{}
		days, _ := x.Value["days"].(map[string]any)
		for day, bytes := range days {
			line.Days[day], _ = bytes.(int64)
		}
	case strings.HasPrefix(rest, "~"):
		line.Of = "tenant"
	default:
		line.Of, line.UID = "person", rest
	}
	return line
}
