import type { MapRequest, WindowRef } from '#shared/protocol/attention-methods';

/** Which map, as the screen asks for it: what is left out has the core's default. */
export type MapWish = Pick<MapRequest, 'view'> & Partial<MapRequest>;

/** How an exported picture looks. */
export interface PictureLook {
  readonly colourMap: string;
  readonly opacity: number;
  readonly isSmooth: boolean;
  readonly normalise: 'clip' | 'frame';
}

/** Resource of a map's numbers, T × rows × columns as float32; with `extra` its matrix or each of its heads. */
export function mapPath(
  window: WindowRef,
  wish: MapWish,
  { format = 'bin', extra = {} }: { format?: 'bin' | 'npy'; extra?: Readonly<Record<string, string | number>> } = {},
): string {
  return `map/${windowPath(window)}.${format}?${query({ ...parameters(wish), ...extra })}`;
}

/** Resource of how much each frame counts, T as float32. */
export function weightsPath(window: WindowRef, of: 'rollout' | 'contribution', label: string | undefined): string {
  return `weights/${windowPath(window)}.bin?${query({ of, label })}`;
}

/** Resource of a frame with its map. @param place of the frame in the clip. */
export function picturePath(window: WindowRef, place: number, wish: MapWish, look: PictureLook): string {
  const { colourMap: map, opacity, isSmooth, normalise } = look;
  const drawn = { map, opacity, smooth: isSmooth ? 1 : 0, normalise };
  return `picture/${windowPath(window)}/${place}.png?${query({ ...parameters(wish), ...drawn })}`;
}

function parameters({ view, layer, head, query: patch, frame, label }: MapWish) {
  return { view, layer, head, x: patch?.x, y: patch?.y, frame, label };
}

function windowPath({ runId, videoId, index }: WindowRef): string {
  return `${runId}/${videoId}/${index}`;
}

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== undefined) parameters.set(name, String(value));
  return parameters.toString();
}
