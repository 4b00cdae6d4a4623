// A photo as a phone takes it: a picture, and beside it where it was taken and which way up it is to be held.

/** 96 x 64 pixels. */
export const plainJpeg = Buffer.from(
  [
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAoHBwgHBgoICAgLCgoLDhgQDg0NDh0VFhEYIx8lJCIfIiEmKzcvJik0KSEiMEExNDk7Pj4+JS5E",
    "SUM8SDc9Pjv/2wBDAQoLCw4NDhwQEBw7KCIoOzs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozs7Ozv/wAAR",
    "CABAAGADASIAAhEBAxEB/8QAFwABAQEBAAAAAAAAAAAAAAAAAAIBBv/EABUQAQEAAAAAAAAAAAAAAAAAAAAR/8QAGAEBAQEBAQAAAAAAAAAA",
    "AAAAAAUDBAb/xAAWEQEBAQAAAAAAAAAAAAAAAAAAEhP/2gAMAwEAAhEDEQA/AOepU0qRL0eqqVNKSaqpU0pJqqlTSkmqqVNKSaqpU0pJqmlZ",
    "St5TtG0rKUk0bSspSTRtKylJNG0rKUk0bSspSTRNKyldEp2jaVlKSaNpWUpJo2lZSkmjaVlKSaNpWUpJomlTSt5TtFUqaUk0VSppSTRVKmlJ",
    "NFUqaUk0VSppSTR//9k=",
  ].join(""),
  "base64",
);

const number = (bytes, value) => {
  const out = Buffer.alloc(bytes);
  out.writeUIntBE(value, 0, bytes);
  return out;
};
const ascii = 2;
const short = 3;
const long = 4;
const rational = 5;
const entry = (tag, type, count, value) => Buffer.concat([number(2, tag), number(2, type), number(4, count), value]);

/** The words by which a test knows the place again. */
export const place = "PARLEY-TEST-CAMERA";

/** The JPEG with EXIF: taken in Leeds, by that camera, to be turned by a quarter to the right. */
export function taken(jpeg = plainJpeg) {
  const maker = Buffer.from(`${place}\0`);
  const degrees = (...parts) => Buffer.concat(parts.flatMap((part) => [number(4, part), number(4, 1)]));
  const latitude = degrees(53, 49, 10);
  const longitude = degrees(1, 33, 40);
  const first = 8; // where the first directory begins, counted from the header
  const gps = first + 2 + 3 * 12 + 4;
  const data = gps + 2 + 4 * 12 + 4;
  const exif = Buffer.concat([
    Buffer.from("MM\0*"),
    number(4, first),
    number(2, 3),
    entry(0x010f, ascii, maker.length, number(4, data + latitude.length + longitude.length)),
    entry(0x0112, short, 1, Buffer.concat([number(2, 6), number(2, 0)])),
    entry(0x8825, long, 1, number(4, gps)),
    number(4, 0),
    number(2, 4),
    entry(1, ascii, 2, Buffer.from("N\0\0\0")),
    entry(2, rational, 3, number(4, data)),
    entry(3, ascii, 2, Buffer.from("W\0\0\0")),
    entry(4, rational, 3, number(4, data + latitude.length)),
    number(4, 0),
    latitude,
    longitude,
    maker,
  ]);
  const content = Buffer.concat([Buffer.from("Exif\0\0"), exif]);
  return Buffer.concat([
    jpeg.subarray(0, 2),
    Buffer.from([0xff, 0xe1]),
    number(2, content.length + 2),
    content,
    jpeg.subarray(2),
  ]);
}
