import { Text, TextInput } from "@mantine/core";
import { maxSide } from "@pixpress/contracts/limits";

interface Props {
  readonly width: number | null;
  readonly onChange: (width: number | null) => void;
}

/** A greatest width in pixels; empty keeps the width. */
export function WidthField({ width, onChange }: Props) {
  return (
    <TextInput
      label="Max width"
      placeholder="Keep width"
      inputMode="numeric"
      maxLength={5}
      rightSection={
        <Text size="xs" c="dimmed">
          px
        </Text>
      }
      rightSectionPointerEvents="none"
      value={width ?? ""}
      onChange={(event) => onChange(widthIn(event.currentTarget.value))}
    />
  );
}

function widthIn(text: string): number | null {
  const digits = Number.parseInt(text.replaceAll(/\D/g, ""), 10);
  return digits >= 1 ? Math.min(digits, maxSide) : null;
}
