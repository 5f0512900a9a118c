package reading

import (
	"strconv"
	"strings"
)

// op is a word's part in the grammar of questions.
type op uint8

const (
	none op = iota
	skip
	by
	per
	which
	howMany
	howMuch
	amountOf // the amounts of the things that follow
	listed   // top, bottom, best, worst: the next thing is listed
	extreme  // most, highest, lowest: the next figure ranks
	fresh    // new things: those of the period
	onDay    // on Mondays
	lasting  // how long, the time of
	average  //
	total    //
	common   // most common, busiest: ranks by a number of rows
	maximum  //
	minimum  //
	share    //
	growth   //
	running  // added up over time
	trend    //
	versus   //
	moved    // rise, fall: against the period before
	negation //
	compare  // above, at least
	atLeast2 // repeat: more than once
	sorted   // highest first
	chart    //
	also     // and, what about: the question goes on from the last one
	only     //
	linking  // and, or, comma between equals
	rate     // of a flag
	distinct //
	weekday  //
	hour     //
	cause    // because: of a recorded reason
	refused  // what no figure of the past can answer
	light    // sell, buy: verbs that name a figure if nothing else does
)

// soft marks a word that means nothing by itself but gives way to any name of the model: "people" where they are what is counted.
const soft = "soft"

// causal is why causes are refused that are not recorded.
const causal = "it asks for a cause, which figures alone do not tell"

// phrase is an entry of the grammar. Arg refines it: a direction, an operator, the noun of a light verb and the one instead if that is unknown, the reason of a refusal.
type phrase struct {
	op  op
	arg string
}

func words(into map[string]phrase, p phrase, list string) {
	for w := range strings.FieldsSeq(list) {
		into[strings.ReplaceAll(w, "_", " ")] = p
	}
}

// grammar maps phrases, as written, to their part. The longest phrase wins.
var grammar = func() map[string]phrase {
	g := map[string]phrase{}
	words(g, phrase{skip, ""}, `how uses a an the of in on at for to from with as is are was were be been being am do does did done has have had having can could
		may might must i we you he she it they me us our ours my your their its this that these those there here show give tell list display find get got
		getting see want need know like please let kindly hey hi hello thanks thank into about exactly actually really currently now right make makes made
		making come came comes coming placing go goes went gone out so far yet already ever then within over during through via
		under_way someone all any some one ones thing things something dollars dollar usd
		sum_of terms total_number look looking looks bring brings brought bringing generates collect collects receive
		receives happen happened who whose what's when would shall will_you put been split_up our_company our_shop our_store
		overall altogether in_total combined respectively across_all all_time of_all_time due because_of thanks_to due_to
		still there's acquired acquire belong belongs belonging started_with based new_ones also too
		each_one every_one given break breaking in_days in_hours in_dollars in_usd wise every_single end_up ended_up come_from came_from comes_from paid_with
		paid_by were_there are_there is_there spent_on per_se called named labelled labeled live lives living lived reside work works working located across_all each_other there_exist
		exist exists as_of_now as_of_today placed recorded used use using paid pays pay paying individual taken collected received produced produce generated
		generate take took`)
	words(g, phrase{skip, soft}, `people person persons member members place record data information info figure figures report view overview summary result results basis level
		levels company business shop store money own owns owned hold holds held treat treated build built operate operated handle handled serve served
		perform performed carry carried conduct conducted turned_out run runs win wins won charged incurred levied worked send sends sent drove ran there fleet catalogue catalog system database dataset organization organisation case cases instance instances occurrences`)
	words(g, phrase{skip, ""}, `how_large how_big how_high how_strong how_good how_is how_are how_was how_were i_mean we_mean meaning euro euros eur pound pounds gbp`)
	words(g, phrase{by, ""}, `by for_each in_each across broken_down_by split_by grouped_by group_by break_down_by break_it_down_by breakdown_by in_terms_of according_to
		divided_by by_each for_every in_every each every each_of in_each_of for_each_of of_each within_each within_every sliced_by segmented_by ranked_by sorted_by depending_on`)
	words(g, phrase{per, ""}, `per a_single per_single`)
	words(g, phrase{amountOf, ""}, `amount_of amounts_of value_of total_amount_of total_value_of dollar_amount_of dollar_value_of`)
	words(g, phrase{which, ""}, `which what`)
	words(g, phrase{howMany, ""}, `how_many how_often number_of count_of total_number_of the_number_of count counts`)
	words(g, phrase{howMuch, ""}, `how_much amount_of_money`)
	words(g, phrase{listed, "desc"}, `top best leading strongest best_performing`)
	words(g, phrase{listed, "asc"}, `bottom worst weakest poorest worst_performing`)
	words(g, phrase{common, "desc"}, `most_common most_frequent most_popular most_often most_frequently commonest busiest most_used most_typical most_prevalent`)
	words(g, phrase{common, "asc"}, `least_common least_frequent least_popular least_often rarest least_used quietest`)
	words(g, phrase{extreme, "desc"}, `longest most highest largest biggest greatest`)
	words(g, phrase{extreme, "asc"}, `shortest least lowest smallest fewest`)
	words(g, phrase{fresh, ""}, `new newly`)
	for day, name := range strings.Fields("sunday monday tuesday wednesday thursday friday saturday") {
		words(g, phrase{onDay, strconv.Itoa(day + 1)}, name+" "+name+"s")
	}
	words(g, phrase{onDay, "1 7"}, `weekend weekends the_weekend`)
	words(g, phrase{onDay, "2 3 4 5 6"}, `on_weekdays on_workdays on_working_days on_business_days`)
	words(g, phrase{lasting, ""}, `how_long long time duration length`)
	words(g, phrase{average, ""}, `average avg mean on_average averages`)
	words(g, phrase{total, ""}, `total totals sum totalled`)
	words(g, phrase{maximum, ""}, `maximum max`)
	words(g, phrase{minimum, ""}, `minimum min`)
	words(g, phrase{share, ""}, `share_of percentage_of percent_of proportion_of fraction_of share percentage percent proportion portion portion_of mix part_of what_part_of what_percent_of what_portion_of`)
	words(g, phrase{growth, ""}, `growth growing grow_rate growth_rate rate_of_growth`)
	words(g, phrase{running, ""}, `cumulative cumulatively cumulated running_total running_totals running_sum`)
	words(g, phrase{trend, ""}, `trend trends over_time development developed develop developing evolve evolved evolution history timeline trending`)
	words(g, phrase{versus, ""}, `vs versus compare compared compares comparing comparison against relative_to compared_to compared_with compare_to compare_with than
		in_comparison_to in_comparison_with difference_between difference more_than_in more less fewer higher lower better worse`)
	words(g, phrase{moved, ""}, `rise rose risen rising increase increased increasing grow grew grown fall fell fallen falling drop dropped dropping decline
		declined declining decrease decreased decreasing go_up gone_up went_up go_down gone_down went_down change changed up down`)
	words(g, phrase{negation, ""}, `not no excluding exclude excludes except without other_than apart_from but_not leaving_out minus non never outside`)
	words(g, phrase{sorted, "desc"}, `highest_first largest_first best_first biggest_first most_first descending in_descending_order from_highest_to_lowest`)
	words(g, phrase{sorted, "asc"}, `lowest_first smallest_first worst_first least_first ascending in_ascending_order from_lowest_to_highest`)
	words(g, phrase{also, ""}, `what_about how_about and_what_about and_how_about and_for and_in same_for same_but the_same same_thing same instead rather now_for`)
	words(g, phrase{also, "by"}, `and_by now_by what_about_by how_about_by and_per`)
	words(g, phrase{only, ""}, `only just just_for only_for only_in only_the restrict_to limit_to filter_by filter_to`)
	words(g, phrase{linking, ""}, `and or plus & as_well_as comma`)
	words(g, phrase{rate, ""}, `rate ratio quota`)
	words(g, phrase{distinct, ""}, `different distinct unique separate`)
	words(g, phrase{weekday, ""}, `weekday weekdays day_of_week day_of_the_week days_of_the_week days_of_week`)
	words(g, phrase{hour, ""}, `hour_of_day hour_of_the_day time_of_day time_of_the_day hours_of_the_day hours_of_day hour`)
	words(g, phrase{atLeast2, ">1"}, `more_than_once repeatedly several_times multiple_times at_least_twice twice_or_more`)
	words(g, phrase{compare, ">"}, `longer_than older_than above more_than greater_than higher_than larger_than bigger_than exceeding exceeds over`)
	words(g, phrase{compare, ">="}, `at_least no_less_than not_less_than minimum_of from_at_least`)
	words(g, phrase{compare, "<"}, `shorter_than younger_than below less_than fewer_than lower_than smaller_than under cheaper_than`)
	words(g, phrase{compare, "<="}, `at_most no_more_than not_more_than up_to maximum_of`)
	words(g, phrase{compare, between}, `between`)
	words(g, phrase{compare, "="}, `exactly equal_to equals`)
	words(g, phrase{chart, "bar"}, `bar_chart bar_graph bars column_chart histogram as_bars`)
	words(g, phrase{chart, "line"}, `line_chart line_graph curve as_a_line`)
	words(g, phrase{chart, "pie"}, `pie_chart donut_chart doughnut_chart pie`)
	words(g, phrase{chart, "table"}, `as_a_table table tabular in_a_table`)
	words(g, phrase{chart, ""}, `chart graph plot draw visualize visualise diagram picture plotted`)
	words(g, phrase{refused, causal}, `why what_caused reason_for_the`)
	words(g, phrase{refused, causal}, `cause caused causes`)
	words(g, phrase{cause, causal}, `because because_it_was because_of_the`)
	words(g, phrase{refused, "it asks for the future, and I only report what has happened"}, `forecast predict prediction projection project projected will expect expected going_to outlook`)
	words(g, phrase{refused, "it asks for advice or a supposition"}, `should recommend recommendation suggest advice if would_have could_have`)
	words(g, phrase{refused, "it asks for a statistic that I do not compute"}, `correlation correlate correlated regression median percentile deviation variance significant significance`)
	words(g, phrase{light, "sales"}, `sell sold selling sells`)
	words(g, phrase{light, "turnover"}, `turn_over turned_over`)
	words(g, phrase{light, "purchase|sale"}, `buy bought buying buys buyers`)
	words(g, phrase{light, "spend"}, `spend spent spending`)
	words(g, phrase{light, "signup"}, `sign_up signed_up signing_up sign_ups signups`)
	words(g, phrase{light, "refunded"}, `give_back gave_back given_back`)
	return g
}()

// predicates lead to what is said of the things before them, rather than to which things are meant.
var predicates = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`that which who are is was were been be being with have has had get got gets on through via by using in from`) {
		out[w] = true
	}
	for _, p := range []string{"come from", "comes from", "came from", "belong to", "paid by", "paid with"} {
		out[p] = true
	}
	return out
}()

// auxiliaries after "what" begin a question about the thing that follows, not about which of them.
var auxiliaries = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`do does did have has had would can`) {
		out[w] = true
	}
	return out
}()

// adjectives rank by a figure that they imply: a name of the model that contains one of the words.
var adjectives = map[string]struct {
	names     []string
	direction string
}{
	"expensive": {[]string{"price"}, "desc"}, "priciest": {[]string{"price"}, "desc"}, "costliest": {[]string{"price"}, "desc"},
	"cheap": {[]string{"price"}, "asc"}, "cheapest": {[]string{"price"}, "asc"},
	"slow": {[]string{"delivery time", "duration"}, "desc"}, "slowest": {[]string{"delivery time", "duration"}, "desc"}, "slower": {[]string{"delivery time", "duration"}, "desc"},
	"fast": {[]string{"delivery time", "duration"}, "asc"}, "fastest": {[]string{"delivery time", "duration"}, "asc"}, "quickest": {[]string{"delivery time", "duration"}, "asc"},
	"rated": {[]string{"rating"}, ""},
}

// between is the operator of two numbers.
const between = "between"

// longest is the number of words of the longest phrase.
const longest = 5
