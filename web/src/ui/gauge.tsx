// A score of 0 to 100 as a dial: the bands on its rim, a hand on the score, the number below.

interface Band {
  from: number;
  to: number;
}

const centre = { x: 100, y: 96 };

/** A point of the half circle; 0 is its left end and 100 its right. */
function at(score: number, radius: number) {
  const angle = Math.PI * (1 - score / 100);
  return { x: centre.x + radius * Math.cos(angle), y: centre.y - radius * Math.sin(angle) };
}

function arc(from: number, to: number, radius: number) {
  const a = at(from, radius);
  const b = at(to, radius);
  return `M${a.x.toFixed(2)} ${a.y.toFixed(2)}A${radius} ${radius} 0 0 1 ${b.x.toFixed(2)} ${b.y.toFixed(2)}`;
}

/** Bands come from the best to the worst. */
export function Gauge({ score, bands, label, of }: { score: number; bands: Band[]; label: string; of: string }) {
  const hand = at(score, 58);
  const place = bands.findIndex((band) => score >= band.to);
  return (
    <svg class="gauge" viewBox="0 0 200 146" role="img" aria-label={label} data-gauge={score}>
      {bands.map((band, i) => (
        <path
          key={band.to}
          d={arc(band.to, i === 0 ? 100 : band.from + 1, 80)}
          class={`gauge-band gauge-band-${i}${i === place ? " gauge-here" : ""}`}
        />
      ))}
      <line x1={centre.x} y1={centre.y} x2={hand.x.toFixed(2)} y2={hand.y.toFixed(2)} class="gauge-hand" />
      <circle cx={centre.x} cy={centre.y} r="6" class="gauge-hub" />
      <text x={centre.x} y="134" text-anchor="middle" class="gauge-score">
        {score}
        <tspan class="gauge-of"> {of}</tspan>
      </text>
    </svg>
  );
}
