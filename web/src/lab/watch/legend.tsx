// Which arm is which in a picture: by colour, and by the pattern of its line.
import { Legend } from "../../ui/legend";

export function ArmLegend({ names, as }: { names: string[]; as: "bar" | "line" }) {
  return (
    <Legend
      marks={names.map((name, i) => ({
        name,
        width: 28,
        mark:
          as === "bar" ? (
            <rect class={`lab-fill lab-arm-${i % 4}`} x="1" y="1" width="26" height="12" rx="3" />
          ) : (
            <path class={`lab-line lab-arm-${i % 4}`} d="M0 7h28" />
          ),
      }))}
    />
  );
}
