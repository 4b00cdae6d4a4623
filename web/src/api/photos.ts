// A photo on its way to the server: turned the right way up, made small and drawn anew, so that nothing of what the
// camera wrote beside it (where, when, with what) leaves the device.
import { call } from "./client";
import type { UploadedPhoto } from "./schema";

const bytesMost = 1024 * 1024;
/** Longest side in pixels and quality: the first that is small enough is taken. */
const sizes = [
  [1600, 0.85],
  [1600, 0.7],
  [1200, 0.7],
  [800, 0.6],
] as const;
const previewSide = 240;

export interface Drawn {
  jpeg: Blob;
  /** A small picture of it, as an address. */
  preview: string;
}

function drawn(image: ImageBitmap, longest: number): HTMLCanvasElement {
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const paper = canvas.getContext("2d")!;
  // What is transparent would become black.
  paper.fillStyle = "white";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const jpegOf = (canvas: HTMLCanvasElement, quality: number) =>
  new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

/** null for a file that the browser cannot read as a picture. */
export async function redraw(file: Blob): Promise<Drawn | null> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => null);
  if (!image) return null;
  try {
    const preview = drawn(image, previewSide).toDataURL("image/jpeg", 0.7);
    for (const [longest, quality] of sizes) {
      const jpeg = await jpegOf(drawn(image, longest), quality);
      if (jpeg && jpeg.size <= bytesMost) return { jpeg, preview };
    }
    return null;
  } finally {
    image.close();
  }
}

/** For an offer of that business, else for a request. */
export async function upload(jpeg: Blob, business: string | undefined): Promise<UploadedPhoto> {
  const path = business ? "/v1/photos?for=offer" : "/v1/photos";
  return (await call<UploadedPhoto>("POST", path, { jpeg, for: business })).data;
}

export const photoAddress = (id: string) => `/v1/photos/${id}`;
