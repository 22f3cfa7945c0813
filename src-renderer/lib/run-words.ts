import type { RunVideo } from '#shared/protocol/run-methods';

/** How the state of a video in a run is tagged; "complete" only where every window has scores. */
export function runStateWords(
  video: Pick<RunVideo, 'state' | 'skippedWindows' | 'isStale'>,
  isRunning: boolean,
): { readonly text: string; readonly kind: 'plain' | 'ok' | 'warn' | 'err'; readonly withShare: boolean } {
  if (video.isStale) return { text: 'of other content', kind: 'warn', withShare: false };
  if (isRunning) return { text: 'partial', kind: 'plain', withShare: true };
  switch (video.state) {
    case 'complete':
      if (video.skippedWindows > 0) return { text: 'partial, hole', kind: 'err', withShare: false };
      return { text: 'complete', kind: 'ok', withShare: false };
    case 'failed':
      return { text: 'failed', kind: 'err', withShare: true };
    case 'running':
    case 'stopped':
      return { text: 'partial', kind: 'warn', withShare: true };
    case 'waiting':
      return { text: 'waiting', kind: 'plain', withShare: false };
  }
}

/** "8 frames, every 4th, 224 × 224": what a model takes of a window. */
export function clipWords(
  clip: { readonly frames: number; readonly width: number; readonly height: number },
  rate: number | null,
): string {
  const every = rate === null ? '' : rate === 1 ? ', every one' : `, every ${ordinal(rate)}`;
  return `${clip.frames} frames${every}, ${clip.width} × ${clip.height}`;
}

function ordinal(count: number): string {
  const isTeen = Math.floor((count % 100) / 10) === 1;
  return `${count}${(!isTeen && ['', 'st', 'nd', 'rd'][count % 10]) || 'th'}`;
}
