import { attentionRoute } from './attention.ts';
import { filmstripRoute } from './filmstrip.ts';
import { frameRoute, thumbRoute } from './frame.ts';
import type { ResourceRoute } from './route.ts';
import { videoRoute } from './video.ts';
import { waveformRoute } from './waveform.ts';

/** Add a kind of resource here. docs/protocol.md describes each. */
export const resourceRoutes: readonly ResourceRoute[] = [
  videoRoute,
  frameRoute,
  thumbRoute,
  filmstripRoute,
  attentionRoute,
  waveformRoute,
];
