// The rooms of a desk, as plain links: on a phone they stay within reach of the thumb.
import { t } from "../en";

export type Room = "now" | "numbers" | "shop";
const rooms: Room[] = ["now", "numbers", "shop"];

/** The room that a path names: /desk/BUSINESS/ROOM; the first for any other. */
export const roomOf = (segment: string | undefined): Room => rooms.find((room) => room === segment) ?? "now";

export function Rooms({ business, room, open }: { business: string; room: Room; open: number }) {
  const path = (one: Room) => `/desk/${business}${one === "now" ? "" : `/${one}`}`;
  return (
    <nav class="rooms" aria-label={t.desk.rooms.label}>
      {rooms.map((one) => (
        <a key={one} href={path(one)} aria-current={one === room ? "page" : undefined} data-room={one}>
          {t.desk.rooms[one]}
          {one === "now" && open > 0 && <span class="rooms-count">{open}</span>}
        </a>
      ))}
    </nav>
  );
}
