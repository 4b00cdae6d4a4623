// A text as a picture that a phone or a till can scan: black on white with its quiet zone, whatever the page's colours.
import { useEffect, useState } from "preact/hooks";

const quietZone = 4; // modules, by ISO/IEC 18004

export function Qr({ text, label }: { text: string; label: string }) {
  const [dark, setDark] = useState<boolean[][]>([]);
  useEffect(() => {
    // Few need it, so it comes when it is needed; the text itself stands beside it.
    import("uqr").then(({ encode }) => setDark(encode(text, { border: quietZone }).data)).catch(() => undefined);
  }, [text]);
  const runs = dark.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : "")));
  return (
    <svg
      class="qr"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${dark.length || 1} ${dark.length || 1}`}
      data-qr={dark.length}
    >
      <path d={runs.join("")} />
    </svg>
  );
}
