import type { Colour } from './raster.ts';

/** The dark theme's colours, as on the screen. */
export const PANEL: Colour = [0x19, 0x1a, 0x1e];
export const LINE: Colour = [0x2c, 0x2e, 0x34];
export const TRACK: Colour = [0x2c, 0x2f, 0x36];
export const TEXT: Colour = [0xec, 0xec, 0xef];
export const TEXT_SECONDARY: Colour = [0xb1, 0xb5, 0xbf];
export const TEXT_CAPTION: Colour = [0x8d, 0x92, 0x9d];
export const ACCENT: Colour = [0x82, 0x96, 0xff];
export const WHITE: Colour = [255, 255, 255];
export const BLACK: Colour = [0, 0, 0];
