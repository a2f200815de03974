import { Button, Group } from "@mantine/core";

/** What the notice of a deletion holds: what is gone, and the way back. */
export function UndoMessage({ name, onUndo }: { name: string; onUndo: () => void }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <span>Deleted {name}.</span>
      <Button size="compact-sm" variant="light" onClick={onUndo}>
        Undo
      </Button>
    </Group>
  );
}
