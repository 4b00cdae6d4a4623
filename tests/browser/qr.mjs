// What a phone would read on the page: the picture as it is rendered, decoded.
import jsQR from "jsqr";
import { PNG } from "pngjs";

/** The text of the QR code in this element. */
export async function scanned(locator) {
  await locator.scrollIntoViewIfNeeded();
  const { data, width, height } = PNG.sync.read(await locator.screenshot());
  // What is drawn must do as it is: a light code on dark is not read by every scanner.
  return jsQR(new Uint8ClampedArray(data), width, height, { inversionAttempts: "dontInvert" })?.data;
}
