import { useEffect, useRef } from "react";

import { Field } from "../ui/field";
import { field } from "./front";

/** Why a code was not taken. */
export interface Refused {
  text: string;
}

/** The field for the six digits that an authenticator app shows. After a code that was not taken it is empty again and has the focus. */
export function CodeField({
  refused,
  first = false,
}: {
  refused: Refused | undefined;
  /** It is what the screen is for: it has the focus from the beginning. */
  first?: boolean;
}) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!input.current || (!first && !refused)) return;
    input.current.value = "";
    input.current.focus();
  }, [refused, first]);
  return (
    <Field
      ref={input}
      label="Code"
      name="code"
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="\s*(\d\s*){6}"
      title="Six digits"
      maxLength={12}
      required
      spellCheck={false}
      hint="The six digits that your authenticator app shows"
      fault={refused?.text}
    />
  );
}

/** The digits in the field; some apps put a space between them. */
export function codeIn(form: HTMLFormElement): string {
  return field(new FormData(form), "code").replaceAll(/\D/g, "");
}
