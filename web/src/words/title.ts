import { t } from "../en";

/** A request whose words are gone has none. */
export const titleOf = ({ title, erased = false }: { title: string; erased?: boolean }): string =>
  erased || title === "" ? t.talk.erasedTitle : title;
