package engine

import (
	"context"
	"errors"
	"strings"

	"github.com/duckdb/duckdb-go/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/translate"
)

// translateError gives a DuckDB error BigQuery's reason. What a statement's data or text caused is the caller's (invalidQuery);
// anything else stays an internal error, so that a defect of the translation is not blamed on the query.
func translateError(ctx context.Context, err error) error {
	var known *apierror.Error
	var duck *duckdb.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case !errors.As(err, &duck):
		return err
	}
	message := translate.Message(duck)
	if _, detail, found := strings.Cut(message, " Error: "); found {
		message = detail
	}
	switch duck.Type {
	case duckdb.ErrorTypeOutOfMemory:
		return apierror.ResourcesExceeded(message)
	case duckdb.ErrorTypeInvalidInput, duckdb.ErrorTypeConversion, duckdb.ErrorTypeOutOfRange, duckdb.ErrorTypeDivideByZero,
		duckdb.ErrorTypeDecimal, duckdb.ErrorTypeMismatchType, duckdb.ErrorTypeBinder, duckdb.ErrorTypeCatalog,
		duckdb.ErrorTypeParser, duckdb.ErrorTypeSyntax, duckdb.ErrorTypeConstraint:
		return apierror.InvalidQuery("%s", message)
	default:
		return err
	}
}
