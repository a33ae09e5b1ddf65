import { Refusal } from "./refusal.ts";

/** An RFC 9457 problem document; `code` is for programs, `title` and `detail` for people. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  [extension: string]: unknown;
}

export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    return {
      type: "about:blank",
      title: error.message,
      status: error.status,
      code: error.code,
      ...error.details,
    };
  }
  const { statusCode, code, validation, validationContext } = error as {
    statusCode?: number;
    code?: string;
    validation?: { instancePath?: string; message?: string; params?: unknown }[];
    validationContext?: string;
  };
  if (validation) return invalid(validation, validationContext ?? "request");
  if (isDatabaseGone(code, (error as { message?: unknown }).message)) {
    return problem(
      503,
      "database.unavailable",
      "The database cannot be reached. Nothing was changed; please try again.",
    );
  }
  if (isDiskFull(code)) {
    return problem(
      507,
      "database.full",
      "There is no space left to store this. Nothing was accepted; please try again later.",
    );
  }
  if (code === "22021" || code === "22P05")
    return problem(422, "http.invalid", "The text holds characters that cannot be stored.");
  if (code === "57014")
    return problem(503, "database.slow", "This took too long and was stopped. Nothing was changed.");
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return problem(statusCode, framework(code), titles[statusCode] ?? "The request cannot be done.");
  return problem(500, "http.bug", "Something is broken on our side. It has been logged with the request id.");
}

const titles: Record<number, string> = {
  400: "The request cannot be read.",
  404: "Nothing is at this address.",
  405: "This method is not for this address.",
  413: "The body is larger than this address takes.",
  415: "This kind of body is not taken here; send application/json.",
  414: "The address is too long.",
  429: "Too many requests; please wait.",
};

function problem(status: number, code: string, title: string): Problem {
  return { type: "about:blank", title, status, code };
}

function framework(code: string | undefined): string {
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return "http.too_large";
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") return "http.wrong_media_type";
  return "http.invalid";
}

function invalid(
  errors: { instancePath?: string; message?: string; params?: unknown }[],
  context: string,
): Problem {
  const first = errors[0];
  const extra = (first?.params as { additionalProperty?: string } | undefined)?.additionalProperty;
  const where = `${context}${(first?.instancePath ?? "").replaceAll("/", ".")}`;
  const what =
    extra === undefined ? (first?.message ?? "is not valid") : `has the unknown key "${extra.slice(0, 60)}"`;
  return {
    ...problem(context === "body" ? 422 : 400, "http.invalid", "The request does not fit the contract."),
    detail: `${where} ${what}`,
  };
}

/** 08…: connection; 57P0…: server going down or coming up; 53300: too many connections; the rest from the socket. */
function isDatabaseGone(code: string | undefined, message: unknown): boolean {
  // The driver gives a connection that broke under a statement no code, only these words.
  if (!code)
    return /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect)/.test(
      String(message),
    );
  return (
    /^(08...|57P0[1-5]|53300)$/.test(code) ||
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOENT", "ETIMEDOUT"].includes(code)
  );
}

function isDiskFull(code: string | undefined): boolean {
  return code === "53100" || code === "ENOSPC" || code === "58030";
}
