import { Button, Modal, PasswordInput, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useOpenSession } from "../../api/use-open-session.ts";
import { problemOf } from "../../words/problem-of.ts";

/** Asks for the access token when the server wants one; it cannot be put away, for nothing works without. */
export function SessionDialog({ onOpened }: { onOpened: () => void }) {
  const [token, setToken] = useState("");
  const session = useOpenSession();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    session.mutate(token.trim(), { onSuccess: onOpened });
  };
  const refusal =
    session.error && (problemOf(session.error).reason === "unauthorized" ? "That is not the token." : problemOf(session.error).sentence);

  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      title={
        <Text component="span" fw={650}>
          This server is private
        </Text>
      }
      centered
    >
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">Enter the access token once; this browser stays signed in.</Text>
          <PasswordInput
            label="Access token"
            autoComplete="current-password"
            data-autofocus
            required
            withAsterisk={false}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={refusal}
          />
          <Button type="submit" loading={session.isPending}>
            Continue
          </Button>
        </Stack>
      </form>
    </Modal>
  );
}
