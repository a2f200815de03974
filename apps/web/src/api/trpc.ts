import type { AppRouter } from "@pixpress/contracts";
import { createTRPCReact } from "@trpc/react-query";

/** The contract's questions as React Query hooks; only the files beside this one call them. */
export const trpc = createTRPCReact<AppRouter>();
