import { notifications } from "@mantine/notifications";
import { createElement, useCallback } from "react";
import { useDeleteImage } from "../../api/use-delete-image.ts";
import { useUndoDelete } from "../../api/use-undo-delete.ts";
import { showProblem } from "../../ui/show-problem.ts";
import { useUploads } from "../upload/uploads-context.ts";
import { UndoMessage } from "./undo-message.tsx";

/** Deletes an image at once, and its rows among the uploads; offers to take that back for as long as the server can. */
export function useDeleteWithUndo() {
  const { mutateAsync: remove } = useDeleteImage();
  const { mutateAsync: undo } = useUndoDelete();
  const { rows } = useUploads();

  return useCallback(
    async (image: { id: string; name: string | null }): Promise<boolean> => {
      const notice = `deleted-${image.id}`;
      const name = image.name ?? "the image";
      const restore = () => {
        notifications.hide(notice);
        undo({ id: image.id }).then(
          () => rows.add(gone),
          (error: unknown) => showProblem(`${name} could not be restored`, error),
        );
      };
      // A click leaves the focus unseen, and Space is then to scroll.
      const takesFocus = document.activeElement?.matches(":focus-visible") === true;
      const gone = rows.all().filter(({ state }) => state.kind === "accepted" && state.imageId === image.id);
      try {
        const { undoUntil } = await remove({ id: image.id });
        rows.remove(gone.map(({ key }) => key));
        const message = createElement(UndoMessage, { name, takesFocus, onUndo: restore });
        // The two clocks may differ: the notice stays a sensible time whatever they say.
        const left = Math.min(Math.max(Date.parse(undoUntil) - Date.now(), 5000), 60_000);
        notifications.show({ id: notice, message, autoClose: left });
        return true;
      } catch (error) {
        showProblem(`${name} could not be deleted`, error);
        return false;
      }
    },
    [remove, undo, rows],
  );
}
