// Which arm is which in a picture: by colour, and by the pattern of its line.
export function ArmLegend({ names, as }: { names: string[]; as: "bar" | "line" }) {
  return (
    <ul class="plain who-legend" aria-hidden="true">
      {names.map((name, i) => (
        <li key={name}>
          <svg width="28" height="14" viewBox="0 0 28 14" focusable="false">
            {as === "bar" ? (
              <rect class={`lab-fill lab-arm-${i % 4}`} x="1" y="1" width="26" height="12" rx="3" />
            ) : (
              <path class={`lab-line lab-arm-${i % 4}`} d="M0 7h28" />
            )}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
