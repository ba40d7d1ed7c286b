/** An SVG document as the browser draws it. */

export interface Document {
  width: number;
  height: number;
  text: string;
}

/** A picture has so many pixels for each of CSS, in each direction. */
const SCALE = 2;

/** As a PNG of twice the size, so that it is sharp in print and on fine screens. */
export async function drawing(document: Document, scale = SCALE): Promise<Blob> {
  const canvas = new OffscreenCanvas(document.width * scale, document.height * scale);
  const image = await imageOf(document);
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: 'image/png' });
}

/** Needs nothing from elsewhere, so that a canvas stays readable on which it is drawn. */
export async function imageOf({ text }: Document): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  return image;
}
