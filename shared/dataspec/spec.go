package dataspec

// LanguageVersion is the version of the language that this package reads, major.minor. Documents with the same major version and no
// greater minor version are accepted; docs/data-spec.md says what may change in which.
//
//	1.1  weight in children_of; from in lists
//	1.0  the first
const LanguageVersion = "1.1"

// At is the line of the document that a part was read from; 0 for a part made by code.
type At struct {
	Line int `json:"-"`
}

// Spec is a data specification.
type Spec struct {
	At            `json:"-"`
	Language      string        `spec:"spec,required"           json:"spec"           doc:"Version of the data specification language, for example 1.0."`
	ID            string        `spec:"id,required"             json:"id"             doc:"Identifier of the template: lower case letters and digits."`
	Version       int           `spec:"version,required"        json:"version"        doc:"Version of the template; published versions never change."`
	Seed          int64         `spec:"seed,required"           json:"seed"           doc:"Seed of all randomness. The same seed and anchor give the same bytes."`
	DisplayName   string        `spec:"display_name,required"   json:"display_name"   doc:"Name shown in the library."`
	Industry      string        `spec:"industry,required"       json:"industry"       doc:"Industry shown in the library."`
	Description   string        `spec:"description,required"    json:"description"    doc:"What the demo shows, for the person who chooses it."`
	Tags          []string      `spec:"tags"                    json:"tags"           doc:"Words to filter the library by."`
	HistoryMonths int           `spec:"history_months,required" json:"history_months" doc:"How many full months of history lie before the anchor's month."`
	Lists         []List        `spec:"lists"                   json:"lists"          doc:"Small inline tables that generators draw rows from, so that city, state and country fit together."`
	Curves        []Curve       `spec:"curves"                  json:"curves"         doc:"Seasonality: how activity is spread over months, weekdays, hours and holidays."`
	Planted       []Planted     `spec:"planted"                 json:"planted"        doc:"The numbers that insights are made of; expressions read them as $name."`
	Tables        []Table       `spec:"tables,required"         json:"tables"         doc:"The tables."`
	Insights      []Insight     `spec:"insights"                json:"insights"       doc:"What is planted in the data and worth finding."`
	Glossary      []Term        `spec:"glossary"                json:"glossary"       doc:"Business terms the agent must understand."`
	GoldenQueries []GoldenQuery `spec:"golden_queries"          json:"golden_queries" doc:"Questions with verified SQL and their expected result."`
	Instructions  string        `spec:"instructions,required"   json:"instructions"   doc:"System instruction of the data agent. {{anchor}} stands for the day the data ends."`
}

// List is a small inline table.
type List struct {
	At      `json:"-"`
	Name    string     `spec:"name,required" json:"name"           doc:"Name by which generators refer to the list."`
	From    string     `spec:"from"          json:"from,omitempty" doc:"A common dimension to take the rows from, instead of rows; columns then choose some of its columns." enum:"geography"`
	Columns []string   `spec:"columns"       json:"columns"        doc:"Names of the list's columns; a column named weight gives the odds of each row."`
	Rows    [][]Scalar `spec:"rows"          json:"rows"           doc:"The rows, each with one value a column."`
}

// Curve spreads activity over the history. All parts are optional and multiply.
type Curve struct {
	At       `json:"-"`
	Name     string    `spec:"name,required" json:"name"     doc:"Name by which generators refer to the curve."`
	Growth   float64   `spec:"growth"        json:"growth"   doc:"Growth per year: 0.25 is 25 % more activity each year."`
	Months   []float64 `spec:"months"        json:"months"   doc:"Twelve weights, January first."`
	Weekdays []float64 `spec:"weekdays"      json:"weekdays" doc:"Seven weights, Monday first."`
	Hours    []float64 `spec:"hours"         json:"hours"    doc:"Twenty-four weights, midnight first (UTC)."`
	Holidays []Holiday `spec:"holidays"      json:"holidays" doc:"Days of the year with a lift."`
}

// Holiday lifts activity on some days of every year.
type Holiday struct {
	At   `json:"-"`
	Name string  `spec:"name,required" json:"name" doc:"Name of the holiday."`
	From string  `spec:"from,required" json:"from" doc:"First day, MM-DD."`
	To   string  `spec:"to,required"   json:"to"   doc:"Last day, MM-DD, in the same year."`
	Lift float64 `spec:"lift,required" json:"lift" doc:"Factor on activity: 2.5 is two and a half times the usual."`
}

// Planted is a number that an insight consists of. Changing it changes exactly the results that the insight's queries ask for.
type Planted struct {
	At          `json:"-"`
	Name        string   `spec:"name,required"        json:"name"        doc:"Name, read in expressions as $name."`
	Value       float64  `spec:"value,required"       json:"value"       doc:"The planted number."`
	Insight     string   `spec:"insight,required"     json:"insight"     doc:"The insight it belongs to."`
	Description string   `spec:"description,required" json:"description" doc:"What the number means."`
	Mutation    float64  `spec:"mutation,required"    json:"mutation"    doc:"Another value; with it, exactly the golden queries listed in affects must change their result."`
	Affects     []string `spec:"affects,required"    json:"affects"     doc:"Identifiers of the golden queries whose results depend on the number."`
}

// Insight is a story planted in the data.
type Insight struct {
	At       `json:"-"`
	ID       string `spec:"id,required"    json:"id"        doc:"Identifier."`
	Title    string `spec:"title,required" json:"title"     doc:"The finding in one line."`
	Story    string `spec:"story,required" json:"story"     doc:"What happened and why it matters to the business."`
	TalkLine string `spec:"talk_line"      json:"talk_line" doc:"A sentence to say while presenting it."`
}

// Term is an entry of the glossary.
type Term struct {
	At         `json:"-"`
	Term       string   `spec:"term,required"       json:"term"       doc:"The business term."`
	Definition string   `spec:"definition,required" json:"definition" doc:"What it means in terms of the tables."`
	Synonyms   []string `spec:"synonyms"            json:"synonyms"   doc:"Other words for it."`
}
