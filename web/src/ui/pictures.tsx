// Small drawings, inline and in the colour of the text. All are decoration beside words, so they are hidden from
// assistive technology.
import type { ComponentChildren } from "preact";

function Draw({
  children,
  size = 24,
  box = 24,
  class: name,
}: {
  children: ComponentChildren;
  size?: number;
  box?: number;
  class?: string;
}) {
  return (
    <svg
      class={name}
      width={size}
      height={size}
      viewBox={`0 0 ${box} ${box}`}
      fill="none"
      stroke="currentColor"
      stroke-width="1.7"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const Logo = () => (
  <svg class="logo" width="34" height="34" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path class="logo-say" d="M4 4h17a4 4 0 0 1 4 4v8a4 4 0 0 1-4 4h-8l-6 6v-6H4a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3z" />
    <path class="logo-tag" d="M17.500 12h9l4.500 5.500-4.500 5.500h-9a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2z" />
    <circle class="logo-hole" cx="26" cy="17.500" r="1.600" />
  </svg>
);

/** One drawing for each top-level sector; a tag for all others. */
export function SectorPicture({ slug, size = 28 }: { slug: string; size?: number }) {
  const shapes: Record<string, ComponentChildren> = {
    furniture: <path d="M3 9h18M5 9v10M19 9v10M4 6h16l1 3H3z" />,
    home: <path d="M4 11l8-7 8 7M6 10v10h12V10M10 20v-6h4v6" />,
    electronics: <path d="M5 5h14v10H5zM2 19h20M9 19l.5-2h5l.5 2" />,
    leisure: <path d="M6 13a4 4 0 1 0 .01 0M18 13a4 4 0 1 0 .01 0M6 17l4-8h6l2 8M10 9l4 8M9 6h3M16 9l-1-3h3" />,
    trades: <path d="M14 7a4 4 0 0 1 5-4l-2.500 2.500 2 2L21 5a4 4 0 0 1-5 5L7 19a2.100 2.100 0 0 1-3-3z" />,
    household: <path d="M14 3l-3 8M6 11h9l2 10H4zM8 21v-4M12 21v-5" />,
    motor: <path d="M3 16v-4l2-5h12l3 5v4zM3 12h17M6 16v2M18 16v2M7 14h.01M17 14h.01" />,
    events: (
      <>
        <path d="M4 20h16M5 20v-7h14v7M5 16c2 2 3-1 4.500 0s3 2 5 0 3-1 4.500 0" />
        <path d="M12 13V9M12 6.500c1-1 1-2 0-3-1 1-1 2 0 3z" />
      </>
    ),
    style: <path d="M6 6a2 2 0 1 0 .01 0M6 14a2 2 0 1 0 .01 0M8 9l12 9M8 15L20 6" />,
    learning: (
      <path d="M12 6c-2-1.500-5-2-8-1.500V18c3-.5 6 0 8 1.500 2-1.500 5-2 8-1.500V4.500C17 4 14 4.500 12 6zM12 6v13" />
    ),
    business: <path d="M4 20V8h16v12zM9 8V5h6v3M4 13h16M12 12v2" />,
    pets: (
      <path d="M12 13c-3 0-5 3-5 5s2 2 5 2 5 0 5-2-2-5-5-5zM6 9v.01M10 6v.01M14 6v.01M18 9v.01" stroke-width="2.400" />
    ),
  };
  const top = slug.split("/")[0] ?? "";
  return <Draw size={size}>{shapes[top] ?? <path d="M3 12V4h8l10 10-8 8zM7.500 8h.01" />}</Draw>;
}

export const Pin = () => (
  <Draw size={18}>
    <path d="M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zM12 8a2 2 0 1 0 .01 0" />
  </Draw>
);
export const Purse = () => (
  <Draw size={18}>
    <path d="M4 7h15a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 7l11-3v3M16 13h.01" />
  </Draw>
);
export const Calendar = () => (
  <Draw size={18}>
    <path d="M4 6h16v14H4zM4 10h16M8 3v4M16 3v4" />
  </Draw>
);
export const Person = () => (
  <Draw size={18}>
    <path d="M12 4a4 4 0 1 0 .01 0M4 21c0-5 4-7 8-7s8 2 8 7" />
  </Draw>
);
export const Truck = () => (
  <Draw size={18}>
    <path d="M2 6h12v10H2zM14 10h4l3 3v3h-7M6 16a2 2 0 1 0 .01 0M17 16a2 2 0 1 0 .01 0" />
  </Draw>
);
export const Home = () => (
  <Draw size={18}>
    <path d="M3 11l9-8 9 8M6 9v11h12V9M10 20v-6h4v6" />
  </Draw>
);
export const Phone = () => (
  <Draw size={18}>
    <path d="M7 2h10v20H7zM11 18.500h2" />
  </Draw>
);
export const Letter = () => (
  <Draw size={18}>
    <path d="M3 5h18v14H3zM3 6l9 7 9-7" />
  </Draw>
);
export const Shield = () => (
  <Draw size={18}>
    <path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4" />
  </Draw>
);
export const Tag = () => (
  <Draw size={18}>
    <path d="M3 12V4h8l10 10-8 7zM7.500 7.500l.01 .01" />
  </Draw>
);
export const Return = () => (
  <Draw size={18}>
    <path d="M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10H9" />
  </Draw>
);
export const Camera = () => (
  <Draw size={20}>
    <path d="M4 8h4l1.500-2.500h5L16 8h4v11H4zM12 10a3.500 3.500 0 1 0 .01 0" />
  </Draw>
);
export const Gift = () => (
  <Draw size={18}>
    <path d="M4 11h16v9H4zM3 7h18v4H3zM12 7v13M12 7c-5 0-5-4-3-4 2 0 3 4 3 4 0 0 1-4 3-4 2 0 2 4-3 4" />
  </Draw>
);
export const Check = () => (
  <Draw size={18}>
    <path d="M5 13l4 4L19 7" />
  </Draw>
);
export const Cross = () => (
  <Draw size={18}>
    <path d="M6 6l12 12M18 6L6 18" />
  </Draw>
);
export const Lock = () => (
  <Draw size={18}>
    <path d="M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3" />
  </Draw>
);
export const Clock = () => (
  <Draw size={18}>
    <path d="M12 4a8 8 0 1 0 .01 0M12 8v4l3 2" />
  </Draw>
);
export const Dots = () => (
  <Draw size={22}>
    <path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="3" />
  </Draw>
);
export const Spark = () => (
  <Draw size={18}>
    <path d="M12 4v4M12 16v4M4 12h4M16 12h4M7 7l2 2M15 15l2 2M17 7l-2 2M9 15l-2 2" />
  </Draw>
);
export const Words = () => (
  <Draw size={18}>
    <path d="M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5" />
  </Draw>
);
export const Down = () => (
  <Draw size={16}>
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Draw>
);
export const Envelope = () => (
  <Draw size={44} box={48}>
    <path d="M6 12h36v26H6zM6 13l18 14 18-14" />
  </Draw>
);
export const Erase = () => (
  <Draw size={22}>
    <path d="M9 6h12v12H9l-6-6zM12.500 9.500l5 5M17.500 9.500l-5 5" />
  </Draw>
);

export const StepSay = () => (
  <Draw size={56} box={48}>
    <path d="M8 8h32v22H22l-9 9v-9H8zM15 16h18M15 22h11" />
  </Draw>
);
export const StepBid = () => (
  <Draw size={56} box={48}>
    <path d="M6 18l3-9h30l3 9M6 18a5 5 0 0 0 9 0 5 5 0 0 0 9 0 5 5 0 0 0 9 0 5 5 0 0 0 9 0" />
    <path d="M9 23v17h30V23M20 40V29h8v11" />
  </Draw>
);
export const StepPick = () => (
  <Draw size={56} box={48}>
    <path d="M6 22V8h14l22 20-14 14zM14 15h.01M20 27l5 5 9-10" />
  </Draw>
);

/** A row of little shops, the open ones filled: how many would be asked. */
export function ShopRow({ shops, open, label }: { shops: number; open: number; label: string }) {
  const shown = Math.min(shops, 24);
  const lit = shops > shown ? Math.round((open / shops) * shown) : open;
  return (
    <svg class="shop-row" viewBox={`0 0 ${shown * 16} 16`} width={shown * 16} height="16" role="img" aria-label={label}>
      {Array.from({ length: shown }, (_, i) => (
        <g key={i} transform={`translate(${i * 16} 0)`} class={i < lit ? "shop-open" : "shop-shut"}>
          <path d="M1 6l2-4h9l2 4v1.500H1zM2.500 8h10v6.500h-10z" />
        </g>
      ))}
    </svg>
  );
}
