/** What one look found: all is well, worth knowing, or to be mended. */
export interface Finding {
  readonly level: "ok" | "note" | "mend";
  readonly subject: string;
  /** One sentence of what is so. */
  readonly what: string;
  /** One sentence of what to do about it. */
  readonly remedy?: string;
}

export const ok = (subject: string, what: string): Finding => ({ level: "ok", subject, what });
export const note = (subject: string, what: string, remedy: string): Finding => ({ level: "note", subject, what, remedy });
export const mend = (subject: string, what: string, remedy: string): Finding => ({ level: "mend", subject, what, remedy });
