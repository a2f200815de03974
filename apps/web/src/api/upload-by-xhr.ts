import { UploadError, type UploadTransport } from "@pixpress/contracts/upload-image";

/** Sends an upload by XMLHttpRequest, for `fetch` tells nothing of its progress. `onProgress` gets the share sent, 0 to 1. */
export function uploadByXhr(onProgress: (share: number) => void): UploadTransport {
  return ({ url, form, headers, signal }) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const cancel = () => request.abort();
      const lost = () => reject(new UploadError("The connection was lost.", { status: 0, reason: "unreachable" }));
      request.open("POST", url);
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
      request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
        if (lengthComputable && total > 0) onProgress(loaded / total);
      };
      request.onload = () =>
        resolve({ status: request.status, text: request.responseText, retryAfter: request.getResponseHeader("retry-after") });
      request.onerror = lost;
      request.ontimeout = lost;
      request.onabort = () => reject(signal?.reason ?? new DOMException("The upload was cancelled.", "AbortError"));
      request.onloadend = () => signal?.removeEventListener("abort", cancel);
      signal?.throwIfAborted();
      signal?.addEventListener("abort", cancel);
      request.send(form);
    });
}
