import { useMutation } from "@tanstack/react-query";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { type SubmitEvent, useState } from "react";

import { reply } from "../../api/client";
import { useSession } from "../../session/session";
import { Button, IconButton } from "../../ui/button";
import { classes } from "../../ui/classes";
import { CopyButton } from "../../ui/copy-button";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import type { Message, Rating } from "./message";

/** Longest accepted comment, in characters; the server holds the rule. */
const longest = 1000;

/** What can be done with an answer that is there: copy it, and say what one thinks of it. */
export function AnswerFoot({ answer, text }: { answer: Message; text: string }) {
  const { api } = useSession();
  const { say, sayFailure } = useToasts();
  const [commenting, setCommenting] = useState(false);
  const rate = useMutation({
    mutationFn: (body: { rating: Rating; comment?: string }) =>
      reply(api.POST("/messages/{message_id}/feedback", { params: { path: { message_id: answer.id } }, body })),
    onError: sayFailure,
  });
  const rating = rate.isPending || rate.isSuccess ? rate.variables.rating : answer.rating;

  function press(pressed: "up" | "down") {
    const next = rating === pressed ? "none" : pressed;
    rate.mutate({ rating: next });
    setCommenting(next === "down");
  }

  return (
    <div>
      <div className="-ml-2 flex items-center">
        <CopyButton text={text} label="Copy the answer" />
        <Thumb of="up" rating={rating} press={press} />
        <Thumb of="down" rating={rating} press={press} />
        {answer.createdAt && <Time at={answer.createdAt} className="ml-2 text-xs text-muted" />}
      </div>
      {commenting && (
        <Comment
          send={(comment) => {
            setCommenting(false);
            rate.mutate({ rating: "down", comment }, { onSuccess: () => say({ text: "Thank you, it is noted" }) });
          }}
        />
      )}
    </div>
  );
}

function Thumb({ of, rating, press }: { of: "up" | "down"; rating: Rating; press: (pressed: "up" | "down") => void }) {
  const Icon = of === "up" ? ThumbsUp : ThumbsDown;
  const chosen = rating === of;
  return (
    <IconButton
      label={of === "up" ? "Good answer" : "Bad answer"}
      aria-pressed={chosen}
      onClick={() => press(of)}
      className={classes(chosen && "text-accent-ink!")}
    >
      <Icon aria-hidden className={classes("size-4", chosen && "fill-current")} />
    </IconButton>
  );
}

/** What was wrong, for those who will mend it. */
function Comment({ send }: { send: (comment: string) => void }) {
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const comment = new FormData(event.currentTarget).get("comment");
    if (typeof comment === "string" && comment.trim() !== "") send(comment.trim());
  }
  return (
    <form onSubmit={submit} className="rise mt-2 flex max-w-lg gap-2">
      <input
        name="comment"
        aria-label="What was wrong?"
        placeholder="What was wrong? (optional)"
        maxLength={longest}
        autoComplete="off"
        className="h-10 min-w-0 flex-1 rounded-field border border-edge bg-surface px-3.5 text-base sm:text-sm"
      />
      <Button type="submit">Send</Button>
    </form>
  );
}
