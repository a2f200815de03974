/** What the adapters say to an operator; a pino logger is one. */
export interface MessagingLog {
  warn(details: object, message: string): void;
}

/** For who asks for no log. */
export const silent: MessagingLog = { warn: () => undefined };
