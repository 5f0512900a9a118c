import { useMutation } from "@tanstack/react-query";

import { reply } from "../api/client";
import { useSession } from "../session/session";
import { useToasts } from "../ui/toast";
import { TypedConfirm } from "../ui/typed-confirm";

/** Ends one's own membership, and has the person forgotten. */
export function Leave({ close }: { close: () => void }) {
  const { api, email, signOut } = useSession();
  const toasts = useToasts();
  const leave = useMutation({
    mutationFn: () => reply(api.DELETE("/users/me")),
    onSuccess: signOut,
    onError: (error) => {
      close();
      toasts.sayFailure(error);
    },
  });
  return (
    <TypedConfirm
      title="Leave, and erase my data?"
      word={email}
      actName="Leave for good"
      busy={leave.isPending}
      act={() => leave.mutate()}
      close={close}
    >
      Your membership ends at once, and your name, e-mail, keys, pins and conversations are removed. Demos that you made
      stay with your team. This cannot be undone.
    </TypedConfirm>
  );
}
