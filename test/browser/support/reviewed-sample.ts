import type { Host, Params } from '../../../src-main/shared/protocol.ts';
import type { Segment } from '../../../src-main/shared/records.ts';

const ANNOTATOR = 'Kim';
const POLL_MS = 200;

/** The sample project, analyzed by the model that comes with it. */
export async function analyzeSample({ call }: Pick<Host, 'call'>): Promise<readonly Segment[]> {
  await call('project.sample', {});
  await analyze({ call }, { settings: {}, propose: true });
  return call('segments.list', {});
}

/** Another run of the same model, with windows so many frames apart; what is proposed stays. */
export function analyzeAgain(host: Pick<Host, 'call'>, stride: number): Promise<void> {
  return analyze(host, { settings: { stride }, propose: false });
}

async function analyze(
  { call }: Pick<Host, 'call'>,
  how: Pick<Params<'runs.start'>, 'settings' | 'propose'>,
): Promise<void> {
  const [listed] = await call('videos.list', {});
  const models = await call('models.available', {});
  const model = models.find(({ refusal }) => refusal === null);
  if (!listed || !model) throw new Error('The sample has no video, or no model to analyze it with.');
  await call('runs.start', { model: model.id, videoIds: [listed.id], ...how });
  for (;;) {
    const job = (await call('runs.jobs', {})).at(-1);
    if (job?.state === 'done') return;
    if (job?.state === 'failed' || job?.state === 'cancelled') throw new Error(`The analysis ended as ${job.state}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** The analyzed sample as a person leaves it halfway: half of it decided, one label corrected, one wrong. */
export async function reviewSample(host: Pick<Host, 'call'>): Promise<void> {
  await host.call('settings.set', { patch: { annotator: ANNOTATOR, doubtfulMargin: 0.4 } });
  const segments = [...(await analyzeSample(host))].sort((a, b) => a.startFrame - b.startFrame);
  const decided = segments.slice(0, Math.ceil(segments.length / 2));
  const apply = (edit: Parameters<typeof host.call<'edits.apply'>>[1]['edit']) =>
    host.call('edits.apply', { annotator: ANNOTATOR, edit });
  const ids = decided.map(({ id }) => id);
  await apply({ kind: 'setStatus', segmentIds: ids.slice(0, -3), status: 'accepted' });
  const wrong = decided.at(-3)!;
  const other = segments.find(({ classId }) => classId !== wrong.classId)!;
  await apply({ kind: 'relabel', segmentIds: [wrong.id], classId: other.classId });
  await apply({ kind: 'setStatus', segmentIds: ids.slice(-2, -1), status: 'rejected' });
  const [moved] = decided.slice(-1);
  await apply({
    kind: 'setSpan',
    segmentId: moved!.id,
    startFrame: moved!.startFrame,
    endFrame: moved!.endFrame - 6,
  });
}
