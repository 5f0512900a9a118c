package match

import "strings"

// The tables below are English, not any template's business: words of a business come from the agent's own glossary and fields.

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// pairs reads "a=b c=d" into a map.
func pairs(list string) map[string]string {
	m := map[string]string{}
	for p := range strings.FieldsSeq(list) {
		from, to, _ := strings.Cut(p, "=")
		m[from] = to
	}
	return m
}

//nolint:gochecknoglobals // constant tables
var (
	// soft words carry no meaning of their own in a question about data.
	soft = set(`a an the of in on at for to from with and or as is are was were be been being am do does did done has have had having
		will would can could should shall may might must i we you he she it they me us our ours my your their them its his her this that
		these those there here what which who whom whose how show give tell list display find get got see want need know like please
		let kindly hey hi hello thanks thank you into onto about so far ever yet already also just exactly actually really currently now right
		much many each every all any some made make makes making generate generated generates generating bring brought produce produced
		come comes came happen happened occur occurred place placed places go went look looking looks out up breakdown
		split grouped group chart graph plot table report overview summary display visualize data dataset information info figure figures value_of
		terms overall total totals sum altogether combined amount_of ones one if then recorded record received receive receives
		across among within per by during over basis respectively rank ranked ranking sorted sort order_by compute calculate calculated
		question answer wondering curious interested help understand distribution individual various across number often frequently`)

	// ours marks the words after which "store" or "company" means the asker's own and says nothing.
	own      = set(`our my`)
	ownNouns = set(`store shop company business firm organization organisation team database`)

	descending = set(`top best highest most largest biggest greatest max maximum leading`)
	ascending  = set(`bottom worst lowest least fewest smallest min minimum`)

	aggregates = pairs(`average=average avg=average mean=average averages=average median=median percentage=share percent=share pct=share
		share=share proportion=share fraction=share count=count counts=count`)

	negations = set(`not no never without except excluding exclude excludes non none neither nor zero cannot`)

	versus = set(`vs versus compared compare compares comparing comparison against relative`)

	grainAdverbs = pairs(`hourly=hour daily=day weekly=week monthly=month quarterly=quarter yearly=year annual=year annually=year`)

	units = pairs(`hour=hour hours=hour day=day days=day week=week weeks=week month=month months=month quarter=quarter quarters=quarter
		year=year years=year`)

	monthNames = pairs(`january=01 jan=01 february=02 feb=02 march=03 mar=03 april=04 apr=04 may=05 june=06 jun=06 july=07 jul=07
		august=08 aug=08 september=09 sept=09 sep=09 october=10 oct=10 november=11 nov=11 december=12 dec=12`)

	// relative words before a unit. "Past" is rolling in everyday speech ("the past month" is thirty days), so alone it differs from "last".
	relative = pairs(`last=last previous=last prior=last preceding=last past=past trailing=past this=this current=this next=next`)

	periodFillers = set(`full complete whole calendar entire`)

	bounds = set(`since until till before after`)

	groupers = set(`by per each every across`)
)

// phrases are word sequences with one meaning; the longest is tried first. The text after "=" is read in their place.
var phrases = newPhrases(map[string]string{ //nolint:gochecknoglobals // a constant table
	"how many": "count", "how much": "", "how often": "frequency", "how frequently": "frequency", "number of": "count", "count of": "count", "total number of": "count", "on average": "average",
	"in total": "", "so far this year": "this year", "year to date": "this year", "ytd": "this year", "month to date": "this month",
	"mtd": "this month", "quarter to date": "this quarter", "qtd": "this quarter",
	"year over year": "versus last year", "year on year": "versus last year", "yoy": "versus last year",
	"month over month": "versus last month", "month on month": "versus last month", "mom": "versus last month",
	"quarter over quarter": "versus last quarter", "qoq": "versus last quarter", "week over week": "versus last week", "wow": "versus last week",
	"day of week": "weekday", "day of the week": "weekday", "days of the week": "weekday", "day of month": "monthday",
	"day of the month": "monthday", "hour of day": "dayhour", "hour of the day": "dayhour", "time of day": "dayhour", "time of the day": "dayhour",
	"most recent": "latest", "most recently": "latest", "more than": "above", "greater than": "above", "higher than": "above", "larger than": "above",
	"less than": "below", "fewer than": "below", "lower than": "below", "smaller than": "below",
	"at least": "atleast", "at most": "atmost", "no more than": "atmost", "not more than": "atmost", "no less than": "atleast",
	"not including": "without", "other than": "without", "apart from": "without", "leaving out": "without", "but not": "without",
	"best selling": "top selling", "bestselling": "top selling", "best sellers": "top selling products", "over time": "trend",
	"each of": "", "half year": "6 months", "half a year": "6 months", "first quarter": "q1", "second quarter": "q2", "third quarter": "q3", "fourth quarter": "q4",
	"1st quarter": "q1", "2nd quarter": "q2", "3rd quarter": "q3", "4th quarter": "q4", "as well as": "and", "compared to": "versus", "compared with": "versus",
	"in comparison to": "versus", "month by month": "monthly", "day by day": "daily", "week by week": "weekly", "year by year": "yearly",
	"quarter by quarter": "quarterly", "pie chart": "", "bar chart": "", "line chart": "", "in terms of": "by", "for each": "each", "broken down": "", "break down": "", "of all time": "", "all time": "",
})
