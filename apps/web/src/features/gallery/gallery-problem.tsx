import { Alert, Button } from "@mantine/core";

/** Why the gallery cannot be shown, and the way to try again. */
export function GalleryProblem({ sentence, onRetry }: { sentence: string; onRetry: () => void }) {
  return (
    <Alert color="red" variant="light" title="The gallery could not be loaded" radius="lg">
      <p>{sentence}</p>
      <Button size="xs" variant="default" onClick={onRetry}>
        Try again
      </Button>
    </Alert>
  );
}
