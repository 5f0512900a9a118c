package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Template is the index card of a template: what a library shows and which version new demos use. It is the document templates/{id} of a
// shared template, and tenants/{tenant}/templates/{id} of a tenant's private one.
type Template struct {
	ID              string    `firestore:"id"`
	DisplayName     string    `firestore:"display_name"`
	Industry        string    `firestore:"industry"`
	Description     string    `firestore:"description"`
	Tags            []string  `firestore:"tags"`
	TableCount      int       `firestore:"table_count"`
	Rows            int64     `firestore:"rows"`
	GoldenQueries   int       `firestore:"golden_queries"`
	Thumbnail       string    `firestore:"thumbnail"`        // an SVG drawn from the data, without text or script
	ActiveVersion   int       `firestore:"active_version"`   // what new demos are made of; 0 for none
	PreviousVersion int       `firestore:"previous_version"` // what a rollback makes active again; 0 for none
	LatestVersion   int       `firestore:"latest_version"`   // the highest number given out
	CreatedAt       time.Time `firestore:"created_at"`
	UpdatedAt       time.Time `firestore:"updated_at"`
	CreatedBy       string    `firestore:"created_by"`
	Version         int64     `firestore:"version"`
}

// TemplateVersion is one published version of a template, built for one anchor: everything that provisioning needs, so that no function
// parses a data specification on the way of a request. The build new demos are made of is the document templates/{id}/versions/{number};
// every build stays at .../builds/{BuildID}, because the answers of a demo are those of its own build.
// Its tables' Parquet files lie under Location, one file a table, with a manifest.json beside them.
type TemplateVersion struct {
	TemplateID    string         `firestore:"template_id"    json:"template_id"`
	Number        int            `firestore:"number"         json:"number"`
	Status        TemplateStatus `firestore:"status"         json:"status"`
	DisplayName   string         `firestore:"display_name"   json:"display_name"`
	Industry      string         `firestore:"industry"       json:"industry"`
	Description   string         `firestore:"description"    json:"description"`
	Tags          []string       `firestore:"tags"           json:"tags"`
	Anchor        string         `firestore:"anchor"         json:"anchor"`         // YYYY-MM-DD, the day the data ends; dates in golden queries are relative to it
	SpecDigest    string         `firestore:"spec_digest"    json:"spec_digest"`    // SHA-256 of the canonical data specification, hex
	Seed          int64          `firestore:"seed"           json:"seed"`           //
	Location      string         `firestore:"location"       json:"location"`       // gs://bucket/v<number>/<template>/<anchor>
	GoldenDataset string         `firestore:"golden_dataset" json:"golden_dataset"` // GoldenName
	Rows          int64          `firestore:"rows"           json:"rows"`
	Tables        []Table        `firestore:"tables"         json:"tables"`
	Relationships []Relationship `firestore:"relationships"  json:"relationships"`
	Glossary      []Term         `firestore:"glossary"       json:"glossary"`
	GoldenQueries []GoldenQuery  `firestore:"golden_queries" json:"golden_queries"`
	Insights      []Insight      `firestore:"insights"       json:"insights"`
	Instructions  string         `firestore:"instructions"   json:"instructions"` // the agent's system instruction
	Thumbnail     string         `firestore:"thumbnail"      json:"thumbnail"`    // an SVG drawn from the data
	Content       string         `firestore:"content"        json:"content"`      // SHA-256 of the specification whatever its version number, hex
	Proof         Proof          `firestore:"proof"          json:"proof"`        // whether every golden query gave what the ledger says
	Faults        []string       `firestore:"faults"         json:"faults"`       // why not, for people
	CreatedAt     time.Time      `firestore:"created_at"     json:"created_at"`
	CreatedBy     string         `firestore:"created_by"     json:"created_by"`
	SupersededAt  *time.Time     `firestore:"superseded_at"  json:"-"` // of a build: since when new demos are made of another
}

// BuildID names what the version was built to: its anchor and a digest of its files. Two builds with other bytes never share an id, so that
// neither a golden dataset nor an answer key can be taken for another's.
func (v *TemplateVersion) BuildID() string { return v.Anchor + "-" + v.filesDigest() }

// GoldenName is the dataset that a build's tables are cloned from: tmpl_<template>_v<number>_<yyyymmdd>_<digest>.
func (v *TemplateVersion) GoldenName() string {
	return fmt.Sprintf("tmpl_%s_v%d_%s_%s", strings.ReplaceAll(v.TemplateID, "-", "_"), v.Number, strings.ReplaceAll(v.Anchor, "-", ""), v.filesDigest())
}

func (v *TemplateVersion) filesDigest() string {
	sum := sha256.New()
	for i := range v.Tables {
		sum.Write([]byte(v.Tables[i].Name + "\x00" + v.Tables[i].SHA256 + "\x00"))
	}
	return hex.EncodeToString(sum.Sum(nil)[:4])
}

// Table describes one table of a template as it lies in storage and in the golden dataset.
type Table struct {
	Name        string   `firestore:"name"        json:"name"`
	Description string   `firestore:"description" json:"description"`
	Rows        int64    `firestore:"rows"        json:"rows"`
	Bytes       int64    `firestore:"bytes"       json:"bytes"`  // size of the Parquet file
	Object      string   `firestore:"object"      json:"object"` // gs://bucket/path.parquet
	SHA256      string   `firestore:"sha256"      json:"sha256"` // of the Parquet file, hex
	PrimaryKey  string   `firestore:"primary_key" json:"primary_key"`
	Columns     []Column `firestore:"columns"     json:"columns"`
}

// Column is one flat column. Type is a BigQuery type: STRING, INT64, FLOAT64, NUMERIC, BOOL, DATE, DATETIME, TIMESTAMP.
type Column struct {
	Name        string   `firestore:"name"        json:"name"`
	Type        string   `firestore:"type"        json:"type"`
	Required    bool     `firestore:"required"    json:"required"`
	Description string   `firestore:"description" json:"description"`
	Synonyms    []string `firestore:"synonyms"    json:"synonyms,omitempty"`
}

// Relationship is a foreign key: FromTable.FromColumn refers to ToTable.ToColumn (many to one).
type Relationship struct {
	FromTable  string `firestore:"from_table"  json:"from_table"`
	FromColumn string `firestore:"from_column" json:"from_column"`
	ToTable    string `firestore:"to_table"    json:"to_table"`
	ToColumn   string `firestore:"to_column"   json:"to_column"`
}

// Term is a glossary entry handed to the agent.
type Term struct {
	Term       string   `firestore:"term"       json:"term"`
	Definition string   `firestore:"definition" json:"definition"`
	Synonyms   []string `firestore:"synonyms"   json:"synonyms,omitempty"`
}

// GoldenQuery is a question with its SQL (unqualified table names, GoogleSQL) and the expected result, which comes from the
// generator's ledger, never from running the SQL.
type GoldenQuery struct {
	ID         string   `firestore:"id"          json:"id"`
	Question   string   `firestore:"question"    json:"question"`
	Phrasings  []string `firestore:"phrasings"   json:"phrasings"` // three or more other ways to ask
	SQL        string   `firestore:"sql"         json:"sql"`
	Complexity string   `firestore:"complexity"  json:"complexity"`  // easy, medium, hard
	ResultType string   `firestore:"result_type" json:"result_type"` // scalar, table, time_series, ranking, comparison
	Insight    string   `firestore:"insight"     json:"insight,omitempty"`
	Expected   *Result  `firestore:"expected"    json:"expected,omitempty"`
}

// Result is an expected result set in a form that survives Firestore (no nested arrays) and JSON: each cell is the value's
// canonical text (integers and decimals in plain notation, dates ISO 8601, "NULL" as a nil pointer).
type Result struct {
	Columns   []string `firestore:"columns"   json:"columns"`
	Rows      []Row    `firestore:"rows"      json:"rows"`
	Ordered   bool     `firestore:"ordered"   json:"ordered"`
	Tolerance float64  `firestore:"tolerance" json:"tolerance"` // relative; 0 means exact
}

// Row is one row of a Result.
type Row struct {
	Cells []*string `firestore:"cells" json:"cells"`
}

// Insight is something planted in the data that is worth finding.
type Insight struct {
	ID       string `firestore:"id"       json:"id"`
	Title    string `firestore:"title"    json:"title"`
	Story    string `firestore:"story"    json:"story"`
	TalkLine string `firestore:"talk_line" json:"talk_line,omitempty"`
}
