// Qualities of offers in words. Keys that the dictionary does not know are made readable.
import { t } from "../en";

export const attributeLabel = (key: string): string =>
  t.attribute[key] ?? key.charAt(0).toUpperCase() + key.slice(1).replaceAll("_", " ");

export const attributeWords = (key: string, value: number): string =>
  t.attributeValue[key]?.(value) ?? `${attributeLabel(key)}: ${value}`;
