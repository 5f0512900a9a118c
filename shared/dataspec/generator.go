package dataspec

// Generator says how a column's values are made. Exactly one field is set.
type Generator struct {
	At        `json:"-"`
	Sequence  *Sequence  `spec:"sequence"   json:"sequence,omitempty"   doc:"Consecutive whole numbers, or codes with a prefix."`
	Values    *Values    `spec:"values"     json:"values,omitempty"     doc:"The given values, one a row, repeated when there are fewer than rows."`
	Choice    *Choice    `spec:"choice"     json:"choice,omitempty"     doc:"One of several values by weight, with other weights in some cases."`
	List      *ListPick  `spec:"list"       json:"list,omitempty"       doc:"A column of a random row of an inline list."`
	Word      *Word      `spec:"word"       json:"word,omitempty"       doc:"A word of a built-in set: first names, last names, streets and so on."`
	Email     *Email     `spec:"email"      json:"email,omitempty"      doc:"An e-mail address at an example domain, made of other columns."`
	Phone     *Phone     `spec:"phone"      json:"phone,omitempty"      doc:"A fictitious telephone number."`
	Address   *Address   `spec:"address"    json:"address,omitempty"    doc:"A street address."`
	Number    *Number    `spec:"number"     json:"number,omitempty"     doc:"A number of a distribution."`
	Timeline  *Timeline  `spec:"timeline"   json:"timeline,omitempty"   doc:"Ascending times that follow a curve: rows in the order in which they happened."`
	Moment    *Moment    `spec:"moment"     json:"moment,omitempty"     doc:"A random time that follows a curve."`
	After     *After     `spec:"after"      json:"after,omitempty"      doc:"A time some while after another time: the next event of a chain."`
	State     *State     `spec:"state"      json:"state,omitempty"      doc:"The state that a state machine has reached by the anchor."`
	StateTime *StateTime `spec:"state_time" json:"state_time,omitempty" doc:"The time at which a state machine entered a state; NULL when it never did."`
	Ref       *Ref       `spec:"ref"        json:"ref,omitempty"        doc:"A foreign key: the key of a random row of another table, with skew."`
	Parent    *Parent    `spec:"parent"     json:"parent,omitempty"     doc:"The key of the row's parent, in a table with children_of."`
	Position  *Position  `spec:"position"   json:"position,omitempty"   doc:"The position of the row among its parent's children, from 1."`
	Formula   string     `spec:"formula"    json:"formula,omitempty"    doc:"An expression over the row's other columns and the rows its keys lead to."`
	Pick      *Pick      `spec:"pick"       json:"pick,omitempty"       doc:"True for exactly so many rows, chosen by weight."`
	Rollup    *Rollup    `spec:"rollup"     json:"rollup,omitempty"     doc:"A sum, count, least or greatest over the row's children in another table."`
}

// Sequence gives start, start+1, ... to an INT64 column, and prefix and number to a STRING column.
type Sequence struct {
	At     `json:"-"`
	Start  int64  `spec:"start"  json:"start"            doc:"First number."`
	Prefix string `spec:"prefix" json:"prefix,omitempty" doc:"Text in front of the number (STRING columns)."`
	Width  int    `spec:"width"  json:"width,omitempty"  doc:"Least number of digits, filled with zeros (STRING columns)."`
}

// Values gives row i the value i.
type Values struct {
	At `json:"-"`
	Of []Scalar `spec:"of,required" json:"of" doc:"The values."`
}

// Choice draws a value by weight.
type Choice struct {
	At    `json:"-"`
	Of    Weights `spec:"of,required" json:"of"              doc:"Values with their weights; a weight is a number or an expression of planted numbers."`
	Cases []Case  `spec:"cases"       json:"cases,omitempty" doc:"Other weights where a condition holds; the first case that holds counts."`
}

// Case replaces the weights of a choice.
type Case struct {
	At   `json:"-"`
	When string  `spec:"when,required" json:"when" doc:"Condition on the row."`
	Of   Weights `spec:"of,required"   json:"of"   doc:"Weights of the same values; a value left out does not occur."`
}

// ListPick takes one column of a row of an inline list.
type ListPick struct {
	At     `json:"-"`
	Of     string `spec:"of,required"     json:"of"              doc:"Name of the list."`
	Column string `spec:"column,required" json:"column"          doc:"Column of the list."`
	Like   string `spec:"like"            json:"like,omitempty"  doc:"Another column of this table drawn from the same list: take its row instead of drawing anew."`
	Index  string `spec:"index"           json:"index,omitempty" doc:"Expression for the row of the list, from 0, instead of a random one."`
}

// Word draws from a built-in set.
type Word struct {
	At  `json:"-"`
	Set string `spec:"set,required" json:"set" doc:"The set." enum:"first_name,last_name,city,street,company,adjective,material,color,buzzword"`
}

// Email joins columns into an address.
type Email struct {
	At   `json:"-"`
	From []string `spec:"from,required" json:"from" doc:"Columns that make the local part, with dots between them; the row number is added to make it unique."`
}

// Phone is a number in a range reserved for fiction.
type Phone struct {
	At `json:"-"`
}

// Address is a house number and a street.
type Address struct {
	At `json:"-"`
}

// Number draws from a distribution, scales, limits and rounds, in this order.
type Number struct {
	At     `json:"-"`
	Dist   string   `spec:"dist,required" json:"dist"             doc:"The distribution." enum:"uniform,normal,lognormal,pareto,exponential,zipf"`
	Mean   float64  `spec:"mean"          json:"mean,omitempty"   doc:"Mean (normal, exponential)."`
	Stddev float64  `spec:"stddev"        json:"stddev,omitempty" doc:"Standard deviation (normal)."`
	Median float64  `spec:"median"        json:"median,omitempty" doc:"Median (lognormal)."`
	Sigma  float64  `spec:"sigma"         json:"sigma,omitempty"  doc:"Sigma of the logarithm (lognormal)."`
	Alpha  float64  `spec:"alpha"         json:"alpha,omitempty"  doc:"Tail exponent (pareto); smaller is heavier."`
	S      float64  `spec:"s"             json:"s,omitempty"      doc:"Exponent of the ranks (zipf)."`
	N      int      `spec:"n"             json:"n,omitempty"      doc:"Number of ranks, 1 to n (zipf)."`
	Min    *float64 `spec:"min"          json:"min,omitempty"    doc:"Least value; for uniform and pareto the lower end of the distribution."`
	Max    *float64 `spec:"max"          json:"max,omitempty"    doc:"Greatest value; for uniform the upper end, exclusive for FLOAT64 columns."`
	Scale  string   `spec:"scale"         json:"scale,omitempty"  doc:"Expression that multiplies the drawn value, so that it goes with other columns."`
	Ending *float64 `spec:"ending"       json:"ending,omitempty" doc:"Fraction that replaces the drawn one, as 0.99 in prices."`
}

// Timeline gives ascending times.
type Timeline struct {
	At    `json:"-"`
	Curve string `spec:"curve,required" json:"curve"           doc:"The curve that the density of rows follows."`
	Days  int    `spec:"days"           json:"days,omitempty"  doc:"Only the last so many days before the anchor; the whole history when left out."`
}

// Moment gives a random time.
type Moment struct {
	At    `json:"-"`
	Curve string `spec:"curve,required" json:"curve"          doc:"The curve that the density of rows follows."`
	Days  int    `spec:"days"           json:"days,omitempty" doc:"Only the last so many days before the anchor; the whole history when left out."`
}

// After adds a random delay to another time.
type After struct {
	At     `json:"-"`
	Time   string `spec:"time,required"  json:"time"            doc:"Expression that gives the earlier time."`
	Delay  Number `spec:"delay,required" json:"delay"           doc:"The delay."`
	Unit   string `spec:"unit,required"  json:"unit"            doc:"Unit of the delay." enum:"minutes,hours,days"`
	Where  string `spec:"where"          json:"where,omitempty" doc:"Condition without which the event never happens (NULL)."`
	Beyond string `spec:"beyond"         json:"beyond,omitempty" doc:"What to do when the time would lie at or after the anchor: null (it has not happened yet) or clamp (just before the anchor)." enum:"null,clamp"`
}

// State runs a state machine from its first state to the anchor.
type State struct {
	At    `json:"-"`
	Time  string `spec:"time,required"  json:"time"  doc:"Expression that gives the time at which the first state is entered."`
	First string `spec:"first,required" json:"first" doc:"The first state."`
	Steps []Step `spec:"steps,required" json:"steps" doc:"The possible steps."`
}

// Step is one possible step of a state machine.
type Step struct {
	At     `json:"-"`
	From   string  `spec:"from,required"   json:"from"           doc:"State that is left."`
	To     string  `spec:"to,required"     json:"to"             doc:"State that is entered; entering the last state again is not possible."`
	Weight string  `spec:"weight"          json:"weight,omitempty" doc:"Weight among the steps out of the same state: an expression over the row; 1 when left out."`
	Hours  float64 `spec:"hours,required" json:"hours"          doc:"Median time until the step, in hours."`
}

// StateTime looks at the path of another column's state machine.
type StateTime struct {
	At    `json:"-"`
	Of    string `spec:"of,required"    json:"of"    doc:"The column with the state machine."`
	State string `spec:"state,required" json:"state" doc:"The state whose time of entry is wanted."`
}

// Ref draws a row of another table.
type Ref struct {
	At     `json:"-"`
	Table  string  `spec:"table,required" json:"table"            doc:"The table to draw from."`
	Skew   float64 `spec:"skew"           json:"skew,omitempty"   doc:"0 draws all rows alike; 1 and more lets a few rows take most draws (exponent of Zipf's law)."`
	Accept string  `spec:"accept"         json:"accept,omitempty" doc:"Probability (0 to 1) with which a drawn row is taken; reads this row's columns bare and the drawn row's with the table's name. Refused rows are drawn again."`
	Since  string  `spec:"since"          json:"since,omitempty"  doc:"Time column of the drawn table, ascending: only rows are drawn that exist by the time in until."`
	Until  string  `spec:"until"          json:"until,omitempty"  doc:"Time column of this table that since must not exceed."`
}

// Parent is the key of the row's parent.
type Parent struct {
	At `json:"-"`
}

// Position counts siblings.
type Position struct {
	At `json:"-"`
}

// Pick marks an exact number of rows.
type Pick struct {
	At     `json:"-"`
	Count  int64  `spec:"count,required" json:"count"            doc:"Exact number of rows marked true."`
	Weight string `spec:"weight"         json:"weight,omitempty" doc:"Expression for the odds of a row; rows with weight 0 are never marked."`
}

// Rollup folds the children of a row.
type Rollup struct {
	At    `json:"-"`
	Table string `spec:"table,required" json:"table"           doc:"The table whose rows refer to this one."`
	Sum   string `spec:"sum"            json:"sum,omitempty"   doc:"Expression over a child to add up; without it the children are counted."`
	Where string `spec:"where"          json:"where,omitempty" doc:"Condition on a child."`
}
