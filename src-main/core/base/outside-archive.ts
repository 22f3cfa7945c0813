/**
 * Where a file of the desktop package lies for those who can't read into its archive: the operating system, which loads
 * libraries and starts programs, ONNX Runtime and ffmpeg. Elsewhere the path is as it was.
 *
 * @param path absolute; electron-builder's `asarUnpack` must name what it leads to.
 */
export function outsideArchive(path: string): string {
  return path.replace(/(?<=[\\/])app\.asar(?=[\\/])/, 'app.asar.unpacked');
}
