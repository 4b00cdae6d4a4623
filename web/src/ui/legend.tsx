// Which mark of a picture is what. The picture's label and its table say it to who cannot see it.
import type { ComponentChildren } from "preact";

export interface LegendMark {
  name: string;
  /** As it is drawn in the picture. */
  mark: ComponentChildren;
  width?: number;
  height?: number;
}

export function Legend({ marks }: { marks: LegendMark[] }) {
  return (
    <ul class="plain who-legend" aria-hidden="true">
      {marks.map(({ name, mark, width = 14, height = 14 }) => (
        <li key={name}>
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} focusable="false">
            {mark}
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}
