import { Anchor, Table } from "@mantine/core";
import type { PublicOutput } from "@pixpress/contracts";
import { fileSize } from "../../words/file-size.ts";
import { formatNames } from "../../words/format-name.ts";
import { saving } from "../../words/saving.ts";

interface Props {
  readonly outputs: readonly PublicOutput[];
  readonly shown: PublicOutput;
  readonly onShow: (output: PublicOutput) => void;
}

/** Every file the newest task brought; choosing one compares it. */
export function OutputList({ outputs, shown, onShow }: Props) {
  return (
    <Table verticalSpacing="xs" aria-label="Outputs">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Format</Table.Th>
          <Table.Th>Size</Table.Th>
          <Table.Th>Saved</Table.Th>
          <Table.Th aria-label="Download" />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {outputs.map((output) => (
          <Table.Tr key={output.requested} {...(output === shown && { bg: "var(--pixpress-chosen)" })}>
            <Table.Td>
              <Anchor component="button" type="button" size="sm" aria-pressed={output === shown} onClick={() => onShow(output)}>
                {formatNames[output.format]}
              </Anchor>
            </Table.Td>
            <Table.Td>{fileSize(output.bytes)}</Table.Td>
            <Table.Td>{output.outcome === "kept_original" ? "Original kept" : saving(output.savedPercent)}</Table.Td>
            <Table.Td ta="end">
              <Anchor href={`${output.url}?download`} download size="sm" aria-label={`Download the ${formatNames[output.format]} file`}>
                Save
              </Anchor>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
