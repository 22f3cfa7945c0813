import type { RunId } from '../../../shared/records.ts';
import type { StoredRunVideo } from '../../store/run-store.ts';
import { refuse } from './response.ts';
import type { ResourceContext, ResourceRequest, ResourceRoute } from './route.ts';
import { indexOf, videoIdOf, wholeNumber } from './route.ts';

const MAX_RUN_ID = 999_999_999;

/** The attention summary that is stored with a window, as core/attention/summary.ts lays it out. */
export const attentionRoute: ResourceRoute = {
  shape: 'attention/<runId>/<videoId>/<window>.bin',
  pattern: /^attention\/(?<runId>[^/]+)\/(?<videoId>[^/]+)\/(?<window>\d+)\.bin$/,
  query: [],
  fingerprint: (request, context) => runVideoOf(request, context).fingerprint,
  serve(request, context) {
    const { id, plannedWindows } = runVideoOf(request, context);
    const index = indexOf(request, 'window', plannedWindows, 'window');
    const summary = context.project.store.scores.attention(id, index);
    if (!summary)
      refuse(`Window ${index} has no attention: it is not analyzed, lies in a hole, or the model gives none.`);
    return Promise.resolve({ status: 200, headers: { 'content-type': 'application/octet-stream' }, body: summary });
  },
};

function runVideoOf(request: ResourceRequest, { project }: ResourceContext): StoredRunVideo {
  const runId = wholeNumber('run', request.parts['runId'], 1, MAX_RUN_ID) as RunId;
  return project.store.runs.runVideo(runId, videoIdOf(request));
}
