// Numbers, times and distances as people read them. Money stays an integer of minor units until the last moment.
const locale =
  document.documentElement.lang === "en"
    ? navigator.language.startsWith("en")
      ? navigator.language
      : "en-GB"
    : navigator.language;

const digitsOf = new Map<string, number>();
export function minorDigits(currency: string): number {
  let digits = digitsOf.get(currency);
  if (digits === undefined) {
    digits = new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    digitsOf.set(currency, digits);
  }
  return digits;
}

export function money(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const whole = minor % 10 ** digits === 0;
  return new Intl.NumberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: whole ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** digits);
}

export function symbol(currency: string): string {
  return (
    new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" })
      .formatToParts(0)
      .find((p) => p.type === "currency")?.value ?? currency
  );
}

/**
 * What somebody typed as minor units, or null. "1,234.5", "1 234.50" and "£600" are understood; what is more than one
 * amount in this currency ("600-700", "2k", "€600") is not guessed at.
 */
export function parseMoney(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const cleaned = text
    .replace(/\s/g, "")
    .replace(symbol(currency), "")
    .replace(new RegExp(currency, "i"), "")
    .replace(/,(?=\d{3}(\D|$))/g, "")
    .replace(",", ".");
  const match = /^(\d{1,10})(?:\.(\d*))?$/.exec(cleaned);
  if (!match || (match[2] ?? "").length > digits) return null;
  return Number(match[1]) * 10 ** digits + Number((match[2] ?? "").padEnd(digits, "0") || "0");
}

/** Minor units as a person would type them. */
export function plainMoney(minor: number, currency: string): string {
  const digits = minorDigits(currency);
  const value = minor / 10 ** digits;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

export function distance(metres: number): string {
  if (metres < 950) return `${Math.max(50, Math.round(metres / 50) * 50)} m`;
  const km = metres / 1000;
  return `${km < 10 ? km.toFixed(1) : Math.round(km)} km`;
}

const two = (n: number) => String(n).padStart(2, "0");

/** "4:09", "5 h 02" or "3 d 4 h": what is left, never negative. */
export function timeLeft(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1000));
  if (s >= 2 * 86_400) return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3_600)} h`;
  if (s >= 3_600) return `${Math.floor(s / 3_600)} h ${two(Math.floor((s % 3_600) / 60))}`;
  return `${Math.floor(s / 60)}:${two(s % 60)}`;
}

export function clockTime(at: string | number, now: number, withSeconds = false): string {
  const date = new Date(at);
  const sameDay = new Date(now).toDateString() === date.toDateString();
  const time = new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(withSeconds ? { second: "2-digit" } : {}),
    hour12: false,
  }).format(date);
  if (sameDay) return time;
  const dayOf = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short" });
  return `${dayOf.format(date)}, ${time}`;
}

export function day(at: string): string {
  return new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long" }).format(new Date(at));
}

/** "3 Nov": a day of the last months. */
export function dayAndMonth(at: string): string {
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(new Date(at));
}

/** "3 March", with its year where that is another than of `now`; of a date without a time, "2026-03-03". */
export function calendarDay(date: string, now: number): string {
  const year = Number(date.slice(0, 4)) === new Date(now).getUTCFullYear() ? {} : ({ year: "numeric" } as const);
  const format = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", ...year, timeZone: "UTC" });
  return format.format(new Date(date));
}

/** "2026-11" by the clock of London, in which accounts are kept. */
export function monthAt(now: number): string {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", year: "numeric", month: "2-digit" });
  const part = (type: string) => parts.formatToParts(now).find((one) => one.type === type)?.value;
  return `${part("year")}-${part("month")}`;
}

/** So many months after "2026-11". */
export function monthAfter(month: string, by: number): string {
  const [year, number] = month.split("-").map(Number) as [number, number];
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7);
}

/** "November 2026" */
export function monthName(month: string): string {
  const format = new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-01`));
}

/** For <input type="date">: the local calendar day. */
export function dateInput(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** "07:05": minutes since midnight as an <input type="time"> has them. */
export function timeOfDay(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}
export function minuteOf(text: string): number | null {
  const match = /^(\d{2}):(\d{2})/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

export function number(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

export function percent(part: number, whole: number): string {
  return whole === 0
    ? "–"
    : new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(part / whole);
}
