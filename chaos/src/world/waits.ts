/** The service's own settings that say how long it waits, and how patient the harness is with them. */
export interface Waits {
  /** How they are called in the table. */
  readonly name: "default" | "short";
  readonly settings: Readonly<Record<string, string>>;
  /** A length of the fault, given in seconds as it is by hand. */
  scaled(seconds: number): number;
  /** A client's pause between two uploads: few uploads must not be over before the first injury. */
  readonly paceSeconds: number;
  /** The longest a client waits at the bidding of `Retry-After`. */
  readonly clientSeconds: number;
  /** Clients that have no 202 by then give up, and their uploads are lost. */
  readonly loadSeconds: number;
  /** After the last injury everything must have come to rest within so long. */
  readonly quietSeconds: number;
  /** So long nothing may change any more before rest is believed. */
  readonly settleSeconds: number;
}

/** The service as it comes; only files that nothing names are collected sooner than after an hour. */
export const defaultWaits: Waits = {
  name: "default",
  settings: { ORPHAN_SECONDS: "120", WORKER_PROCESSES: "1" },
  scaled: (seconds) => seconds,
  paceSeconds: 0,
  clientSeconds: 60,
  loadSeconds: 3600,
  quietSeconds: 600,
  settleSeconds: 20,
};

/** For small numbers: everything the service waits for, and every fault, takes about a tenth. */
export const shortWaits: Waits = {
  name: "short",
  settings: {
    RECOVERY_SECONDS: "0.5",
    RECOVERY_AGE_SECONDS: "1",
    LEASE_SECONDS: "2",
    STALLED_SECONDS: "1",
    RESULT_RETRY_SECONDS: "1",
    RETRY_FIRST_SECONDS: "0.2",
    RETRY_MAX_SECONDS: "1",
    UNDO_SECONDS: "1",
    GRACE_SECONDS: "3",
    UPLOAD_SECONDS: "5",
    CLOUDINARY_SECONDS: "5",
    DATABASE_SECONDS: "1.5",
    ORPHAN_SECONDS: "10",
    WORKER_PROCESSES: "1",
  },
  scaled: (seconds) => Math.max(0.3, seconds / 10),
  paceSeconds: 0.5,
  clientSeconds: 0.5,
  loadSeconds: 90,
  quietSeconds: 60,
  settleSeconds: 1.5,
};
