export type FaultKind = "5xx" | "timeout" | "partial" | "401" | "404" | "too_large";
export type Operation = "upload" | "destroy" | "delete_by_prefix" | "list" | "resource" | "ping" | "deliver";

/** `times`: the next so many requests; `rate`: this share of them, evenly spread; `operation`: of this kind only. */
export interface FaultPlan {
  readonly times?: number;
  readonly rate?: number;
  readonly operation?: Operation;
}

/** The switches of the stand-in: which requests are to fail, and how. */
export class Faults {
  #plans: { kind: FaultKind; left: number; rate: number; due: number; operation: Operation | undefined }[] = [];

  add(kind: FaultKind, plan: number | FaultPlan): void {
    const { times = Number.POSITIVE_INFINITY, rate = 1, operation } = typeof plan === "number" ? { times: plan } : plan;
    this.#plans.push({ kind, left: times, rate, due: 0, operation });
  }

  clear(): void {
    this.#plans = [];
  }

  /** How this request is to fail, or null. */
  take(operation: Operation): FaultKind | null {
    for (const plan of this.#plans) {
      if (plan.left <= 0 || (plan.operation !== undefined && plan.operation !== operation)) continue;
      plan.due += plan.rate;
      if (plan.due < 1) continue;
      plan.due -= 1;
      plan.left -= 1;
      return plan.kind;
    }
    return null;
  }
}
