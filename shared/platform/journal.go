package platform

import (
	"context"
	"log/slog"

	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/telemetry"
)

// journal writes audit entries to the structured log, a line each: what the database keeps, under the names that other lines have. Entries have
// ids, states and digests and no content, so neither do the lines.
func journal(log *slog.Logger) store.Journal {
	return func(ctx context.Context, tenant string, e store.AuditEntry) {
		attrs := []slog.Attr{
			slog.String("audit", e.Action), slog.String("tenant", tenant), slog.String("uid", e.CreatedBy), slog.String("object", e.Object),
			slog.String("entry", e.ID), slog.Time("at", e.CreatedAt),
		}
		for _, maybe := range [][2]string{
			{"before", e.Before}, {"after", e.After}, {"via", e.Via}, {"request_id", e.RequestID}, {"demo", e.DemoID},
			{"before_digest", e.Digests.Before}, {"after_digest", e.Digests.After},
		} {
			if maybe[1] != "" {
				attrs = append(attrs, slog.String(maybe[0], maybe[1]))
			}
		}
		log.LogAttrs(ctx, telemetry.Notice, "audit", attrs...)
	}
}
