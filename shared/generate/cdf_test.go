package generate_test

import "math"

// golden are the first rows of the reference table.
const golden = "1 delaney.cormier.1@example.org\n2 clement.welch.2@example.org\n3 elton.lambert.3@example.org\n"

func uniformCDF(low, high float64) func(float64) float64 {
	return func(x float64) float64 { return (x - low) / (high - low) }
}

func normalCDF(mean, stddev float64) func(float64) float64 {
	return func(x float64) float64 { return (1 + math.Erf((x-mean)/stddev/math.Sqrt2)) / 2 }
}

func logNormalCDF(median, sigma float64) func(float64) float64 {
	normal := normalCDF(math.Log(median), sigma)
	return func(x float64) float64 { return normal(math.Log(x)) }
}

func exponentialCDF(mean float64) func(float64) float64 {
	return func(x float64) float64 { return 1 - math.Exp(-x/mean) }
}

func paretoCDF(least, alpha float64) func(float64) float64 {
	return func(x float64) float64 { return 1 - math.Pow(least/x, alpha) }
}
