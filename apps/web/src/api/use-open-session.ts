import { useMutation } from "@tanstack/react-query";
import { requestJson } from "./request-json.ts";

/** Shows the server its access token; it answers with a cookie that the page never sees. */
export function useOpenSession() {
  return useMutation({
    mutationKey: ["openSession"],
    mutationFn: async (token: string) => {
      await requestJson("/session", { token });
    },
  });
}
