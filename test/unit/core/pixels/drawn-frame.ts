/** An RGB24 frame of integers that fixtures/pixels/make.py draws too, with runs of 255. */
export function drawnFrame(widthPx: number, heightPx: number): Uint8Array {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  let i = 0;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const base = 3 * x * x + 5 * y * y + 7 * x * y + 11 * x;
      for (let c = 0; c < 3; c++) rgb[i++] = Math.min(255, (base + 85 * c + ((x * (c + 1) + y) % 16) * 9) % 331);
    }
  }
  return rgb;
}
