import { ago, moment, utc } from "./format";

/** A moment in the reader's own time zone, with UTC in its title. */
export function Time({
  at,
  relative = false,
  className,
}: {
  at: string | Date;
  relative?: boolean;
  className?: string;
}) {
  const then = typeof at === "string" ? new Date(at) : at;
  return (
    <time dateTime={then.toISOString()} title={utc(then)} className={className}>
      {relative ? ago(then, new Date()) : moment(then)}
    </time>
  );
}
