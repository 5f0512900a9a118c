package googlesql

import (
	"fmt"
	"strings"
)

// Qualify writes every table of a text with its full name: `project.dataset.table` in one pair of backticks. Names that are already full, names of common table expressions,
// aliases and arrays of other tables stay as they are, and so does every other byte. A full name keeps the table's implicit alias, so the meaning does not change.
func Qualify(sql, project, dataset string) (string, error) {
	statements, err := Parse(sql)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	at := 0
	for _, statement := range statements {
		if other, ok := statement.(*Other); ok {
			return "", Errorf(sql, other.Start, "Table names of a %s statement cannot be qualified", other.What)
		}
		for _, ref := range Tables(statement) {
			full, err := fullPath(ref.Parts, project, dataset)
			if err != nil {
				return "", Errorf(sql, ref.Start, "%v", err)
			}
			if full == nil {
				continue
			}
			b.WriteString(sql[at:ref.Start])
			b.WriteString(backticks(strings.Join(full, ".")))
			at = ref.End
		}
	}
	b.WriteString(sql[at:])
	return b.String(), nil
}

// fullPath completes a path; nil means that it is complete.
func fullPath(parts []string, project, dataset string) ([]string, error) {
	least := 3
	for _, part := range parts {
		if strings.EqualFold(part, "INFORMATION_SCHEMA") {
			least = 4
		}
	}
	missing := least - len(parts)
	switch {
	case missing <= 0:
		return nil, nil
	case missing == 1:
		return append([]string{project}, parts...), nil
	case missing == 2 && dataset == "":
		return nil, fmt.Errorf("Table %q must be qualified with a dataset (e.g. dataset.table)", strings.Join(parts, ".")) //nolint:staticcheck // BigQuery's words
	case missing == 2:
		return append([]string{project, dataset}, parts...), nil
	}
	return nil, fmt.Errorf("Invalid table name: %s", strings.Join(parts, ".")) //nolint:staticcheck // BigQuery's words
}

func backticks(name string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`").Replace(name) + "`"
}

// Parameters lists the query parameters of a statement in the order of the text: each name once, each ? by its position.
func Parameters(s Statement) []Param {
	var params []Param
	seen := map[string]bool{}
	Walk(s, func(n Node) bool {
		if p, ok := n.(*Param); ok && (p.Name == "" || !seen[p.Name]) {
			seen[p.Name] = true
			params = append(params, *p)
		}
		return true
	})
	return params
}
