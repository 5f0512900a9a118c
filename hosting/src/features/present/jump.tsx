import { Check } from "lucide-react";

import type { GoldenQuery } from "../../api/model";
import { Dialog } from "../../ui/dialog";
import { Choice } from "../../ui/popover";
import { jump, type Show } from "./stage";

/** The golden questions, to go on with any of them. What was asked already is shown again. */
export function Jump({
  show,
  choose,
  close,
}: {
  show: Show;
  choose: (question: GoldenQuery) => void;
  close: () => void;
}) {
  return (
    <Dialog title="Jump to a question" close={close} wide>
      <ol aria-label="Golden questions" className="-mx-2 mt-4 max-h-[60dvh] overflow-y-auto">
        {show.golden.map((one) => {
          const asked = "show" in jump(show, one);
          return (
            <li key={one.id}>
              <Choice act={() => choose(one)}>
                <span className="flex-1">{one.question}</span>
                {asked && <Check role="img" aria-label="asked" className="size-4 shrink-0 text-good" />}
              </Choice>
            </li>
          );
        })}
      </ol>
    </Dialog>
  );
}
