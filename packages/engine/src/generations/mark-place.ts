/** Where a format has room for a line of text. */
export interface MarkPlace {
  /** The file in the form that can take a line; null where it has none. */
  readonly prepare: (file: Buffer) => Buffer | null;
  readonly insert: (prepared: Buffer, text: string) => Buffer;
  /** The line, and the prepared file it was put into. */
  readonly find: (file: Buffer) => { readonly text: string; readonly bare: Buffer } | null;
}
