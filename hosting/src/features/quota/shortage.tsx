import { useSession } from "../../session/session";
import { utc } from "../../ui/format";
import { inUnits, type Quota, renewal, standing } from "./standing";

/**
 * What a quota that is near its end, or at it, means for who is about to use it: how much is left, when it comes back, whom to ask.
 * @param taking what the act would use of it
 */
export function Shortage({ quota, taking = 0, now = new Date() }: { quota: Quota; taking?: number; now?: Date }) {
  const { role } = useSession();
  const back = renewal(quota, now);
  if (standing(quota, taking).room !== "used up") return <>Your tenant {remainder(quota)}.</>;
  return (
    <>
      Your tenant{" "}
      {standing(quota).room === "used up"
        ? exhaustion(quota)
        : `${remainder(quota)}, and this takes ${say(quota, taking)}`}
      . You can go on
      {back && (
        <>
          {" "}
          from{" "}
          <time dateTime={back.toISOString()} title={utc(back)} className="font-medium whitespace-nowrap">
            {clock(back, quota)}
          </time>
          , or
        </>
      )}{" "}
      {role === "super_admin" || role === "tenant_admin"
        ? "when who runs the platform raises the limit."
        : "when your admin gets you a higher limit."}
    </>
  );
}

function remainder(quota: Quota): string {
  const { said, left = 0 } = standing(quota);
  if (quota.name === "questions_per_day")
    return `has ${left === 1 ? "1 question" : `${say(quota, left)} questions`} left today`;
  if (quota.name === "bytes_per_month") return `has read ${said} that it may read this month`;
  return `uses ${said}`;
}

function exhaustion(quota: Quota): string {
  const limit = say(quota, quota.limit ?? 0);
  if (quota.name === "questions_per_day") return `has asked its ${limit} questions of today`;
  if (quota.name === "bytes_per_month") return `has read the ${limit} that it may read this month`;
  return `has used up its ${limit}`;
}

const say = ({ name }: Quota, n: number) => inUnits(name)(n);

/** In the reader's own zone: a time of day within a day, else a date. */
function clock(back: Date, { unit }: Quota): string {
  return unit === "day"
    ? back.toLocaleTimeString(undefined, { timeStyle: "short" })
    : back.toLocaleDateString(undefined, { month: "long", day: "numeric" });
}
