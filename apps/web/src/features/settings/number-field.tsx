import { Text, TextInput } from "@mantine/core";

interface Props {
  readonly label: string;
  readonly unit: string;
  /** What stands there where no number is wanted. */
  readonly none: string;
  readonly value: number | null;
  readonly most: number;
  readonly onChange: (value: number | null) => void;
}

/** A whole number of at least 1, or none. */
export function NumberField({ label, unit, none, value, most, onChange }: Props) {
  return (
    <TextInput
      label={label}
      aria-label={`${label} (${unit})`}
      placeholder={none}
      inputMode="numeric"
      maxLength={String(most).length}
      rightSection={
        <Text size="xs" c="dimmed">
          {unit}
        </Text>
      }
      rightSectionPointerEvents="none"
      value={value ?? ""}
      onChange={(event) => onChange(numberIn(event.currentTarget.value, most))}
    />
  );
}

function numberIn(text: string, most: number): number | null {
  const digits = Number.parseInt(text.replaceAll(/\D/g, ""), 10);
  return digits >= 1 ? Math.min(digits, most) : null;
}
