/** ITU-R 601 luma in 16-bit fixed point, as Pillow's convert('L') rounds it: one value for three. */
export function lumaFromRgb(rgb: Uint8Array): Uint8Array {
  const luma = new Uint8Array(rgb.length / 3);
  for (let i = 0, p = 0; i < luma.length; i++, p += 3) {
    luma[i] = (rgb[p]! * 19595 + rgb[p + 1]! * 38470 + rgb[p + 2]! * 7471 + 0x8000) >> 16;
  }
  return luma;
}

/** RGB to BGR or back, in place. */
export function swapRedAndBlue(pixels: Uint8Array): void {
  for (let p = 0; p + 2 < pixels.length; p += 3) {
    const first = pixels[p]!;
    pixels[p] = pixels[p + 2]!;
    pixels[p + 2] = first;
  }
}
