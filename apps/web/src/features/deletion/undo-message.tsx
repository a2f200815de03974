import { Button, Group } from "@mantine/core";
import { useEffect, useRef } from "react";

interface Props {
  readonly name: string;
  /** Whether the focus goes to the button: with the image went the place where it was. */
  readonly takesFocus: boolean;
  readonly onUndo: () => void;
}

/** What the notice of a deletion holds: what is gone, and the way back. */
export function UndoMessage({ name, takesFocus, onUndo }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (takesFocus) button.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span>Deleted {name}.</span>
      <Button ref={button} size="compact-sm" variant="light" onClick={onUndo}>
        Undo
      </Button>
    </Group>
  );
}
