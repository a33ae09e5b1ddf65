import type { Attachment } from "@amends/server/contract";
import { Problem } from "./api.ts";

export type Upload = { done: Promise<Attachment>; cancel: () => void };

/** The server refuses more; said before a byte travels. */
export const largestUploadBytes = 25 * 1024 * 1024;

/** By XMLHttpRequest, because fetch does not tell how much of a body has gone out. */
export function upload(file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<Attachment>((resolve, reject) => {
    request.open("POST", "/api/v1/attachments");
    request.responseType = "json";
    request.setRequestHeader("x-amends", "1");
    request.setRequestHeader("x-file-name", encodeURIComponent(file.name || "file"));
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      const body = (request.response ?? {}) as Record<string, unknown>;
      if (request.status >= 200 && request.status < 300) resolve(body as unknown as Attachment);
      else reject(new Problem(request.status, body));
    };
    request.onerror = () => reject(new Problem(0, { title: "no answer" }));
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}
