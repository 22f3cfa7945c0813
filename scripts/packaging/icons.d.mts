export function writeIcons(svgFile: string, folder: string): Promise<void>;
