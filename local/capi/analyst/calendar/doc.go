// Package calendar turns periods said in English ("last quarter", "since March", "January 1 to March 31, 2026", "year to date") into
// dates, counted from the day on which an agent's data ends, and shifts them ("the quarter before").
//
// The words mean what the platform's golden queries mean: "last month" is the last full calendar month, a week runs from Monday to Sunday,
// "last 30 days" are the thirty days before the anchor, which itself has no data. A month or quarter without a year is the latest that
// has begun. "Last 6 months" are rolling, and six full months where the answer is given by month.
//
// It knows neither SQL nor tables. To teach it a new way to say a period, add a rule to read.go and a line to calendar_test.go.
package calendar
