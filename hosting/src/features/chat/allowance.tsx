import { Notice } from "../../ui/states";
import { Meter } from "../quota/quota-bar";
import { useQuotas } from "../quota/queries";
import { Shortage } from "../quota/shortage";
import { type Quota, standing, tightest } from "../quota/standing";

/** What a question uses. */
const ofQuestions = ["questions_per_day", "bytes_per_month"];

/** What is left for questions, by the quota that stops them first; undefined while that is not known. */
export function useAllowance(): { quota: Quota | undefined; exhausted: boolean } {
  const quota = tightest(useQuotas(ofQuestions));
  return { quota, exhausted: quota !== undefined && standing(quota).room === "used up" };
}

/** What a question takes, below where it is typed: a quiet line, which speaks up near the end and explains at it. */
export function Allowance({ quota }: { quota: Quota | undefined }) {
  if (quota && standing(quota).room === "used up") {
    return (
      <div className="mt-2">
        <Notice tone="warn">
          <Shortage quota={quota} />
        </Notice>
      </div>
    );
  }
  // The line keeps its place before it is known, so that nothing moves.
  return (
    <div className="tabular mt-1.5 flex min-h-5 items-center justify-end gap-2.5 px-2 text-xs text-muted">
      {quota && <Line quota={quota} />}
    </div>
  );
}

function Line({ quota }: { quota: Quota }) {
  const { said, room } = standing(quota);
  return (
    <>
      {room === "near" ? (
        <p role="status" className="font-medium text-warn">
          <Shortage quota={quota} />
        </p>
      ) : (
        <p>{quota.name === "questions_per_day" ? `${said} questions asked today` : `${said} read this month`}</p>
      )}
      <Meter quota={quota} className="w-20 shrink-0" />
    </>
  );
}
