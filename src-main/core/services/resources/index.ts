import { attentionRoute } from './attention.ts';
import { filmstripRoute } from './filmstrip.ts';
import { frameRoute, thumbRoute } from './frame.ts';
import { mapRoute } from './map.ts';
import { movieRoute } from './movie.ts';
import { pictureRoute } from './picture.ts';
import { proxyRoute } from './proxy.ts';
import type { ResourceRoute } from './route.ts';
import { sheetRoute } from './sheet.ts';
import { videoRoute } from './video.ts';
import { waveformRoute } from './waveform.ts';
import { weightsRoute } from './weights.ts';

/** Add a kind of resource here. docs/protocol.md describes each. */
export const resourceRoutes: readonly ResourceRoute[] = [
  videoRoute,
  proxyRoute,
  frameRoute,
  thumbRoute,
  sheetRoute,
  filmstripRoute,
  attentionRoute,
  mapRoute,
  weightsRoute,
  pictureRoute,
  movieRoute,
  waveformRoute,
];
