import type { Finding } from "./finding.ts";
import type { Answer, Snapshot } from "./snapshot.ts";

/** Answers a caller cannot do anything with: neither right nor a request to come again, and when. */
export function wrongAnswers({ uploads }: Snapshot): Finding[] {
  return uploads.flatMap(({ name, answers }) =>
    answers
      .filter((answer) => !answer.right.includes(answer.status) && !asksToComeAgain(answer))
      .map(({ asked, status, retryAfter }) => ({
        column: "wrongAnswers" as const,
        about: name,
        says: `${asked} was answered ${status}${retryAfter === null ? " without Retry-After" : ""}`,
      })),
  );
}

const asksToComeAgain = ({ status, retryAfter }: Answer): boolean => (status === 429 || status === 503) && /^\d+$/.test(retryAfter ?? "");
