// Turns any failure into one sentence for a person.
import { ApiError } from "../api/client";
import { t } from "../en";

export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return t.errors.unknown;
  const known = t.errors.codes[error.code];
  if (known) return known;
  const first = error.problem?.errors?.[0];
  if (first) {
    // "must be given" reads well only behind the name of its field.
    const field = t.errors.fields[first.pointer.split("/")[1] ?? ""];
    const text = field && /^(must|is|cannot) /.test(first.detail) ? `${field} ${first.detail}` : capital(first.detail);
    return `${text}${/[.!?]$/.test(text) ? "" : "."}`;
  }
  if (error.problem?.detail) return error.problem.detail;
  if (error.status === 0) return t.errors.unreachable;
  if (error.status === 401) return t.errors.unauthorised;
  if (error.status === 403) return t.errors.forbidden;
  if (error.status === 404) return t.errors.notFound;
  if (error.status === 429) return t.errors.too_many;
  if (error.status === 502 || error.status === 503 || error.status === 504) return t.errors.unavailable;
  return error.problem?.title ?? t.errors.unknown;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
