import type { ClassId } from '#shared/records';
import type { LabelStyle } from '../../lib/label-style.ts';
import { boundedText, lengthText, scoreText } from '../../lib/numbers.ts';
import type { Lane } from '../../lib/timeline/lanes.ts';
import { voteAt } from '../../lib/timeline/votes.ts';
import { frameUnder } from '../../lib/timeline/view.ts';
import type { App } from '../../state/app.svelte.ts';
import { selectLane } from './lane-actions.ts';

/** What stands before a lane. */
export interface LaneHead {
  readonly title: string;
  readonly value: string;
  readonly style: LabelStyle | null;
  readonly isWarning: boolean;
}

/** The window under the pointer, whose scores the ribbons' heads then read; null elsewhere. */
export function windowUnder({ lanes, timeline }: App): number | null {
  const { hoverPx, drag } = lanes.editing;
  if (hoverPx === null || drag) return null;
  return lanes.windows.table?.nearest(frameUnder(timeline.view, hoverPx)) ?? null;
}

/** The head of a lane that holds no labels. @param under as of windowUnder. */
export function headOf(app: App, lane: Lane, under: number | null): LaneHead {
  const plain = (title: string, value = '', isWarning = false) => ({ title, value, style: null, isWarning });
  switch (lane.kind) {
    case 'ruler':
      return plain(rulerHead(app));
    case 'frames':
      return plain('Frames');
    case 'ribbon':
      return ribbonHead(app, app.lanes.ribbons.labels[lane.index], under);
    case 'votes':
      return plain('Votes', votesValue(app));
    case 'model':
      return app.runs.compared ? plain('Model A', runName(app.runs.shown)) : plain('Model', modelValue(app));
    case 'compared': {
      const count = app.lanes.models.differences.length;
      return plain('Model B', count > 0 ? `${count} differ` : runName(app.runs.compared), count > 0);
    }
    case 'looked':
      return plain('Looked at', lookedValue(app));
    case 'whole':
      return plain('Whole video', app.layout.isSmall ? '' : lengthText(app.player.secondsAt(app.player.frameCount)));
    case 'labels':
      return plain('');
  }
}

export interface LabelHead extends LaneHead {
  readonly isSelected: boolean;
  /** Selects the lane, and all of its segments in view. */
  select(): void;
}

/** The head of a label lane; null where the lane is gone. */
export function labelHeadOf(app: App, lane: Lane): LabelHead | null {
  const row = app.lanes.lanes.rows[lane.index];
  if (!row) return null;
  const { selection } = app;
  const isSelected =
    row.classId === null
      ? row.placed.some(({ segment }) => segment.id === selection.segment?.id)
      : selection.laneClassId === row.classId;
  return {
    title: row.title,
    value: row.placed.length > 0 ? String(row.placed.length) : '',
    style: row.classId === null ? null : app.annotations.style(row.classId),
    isWarning: false,
    isSelected,
    select: () => selectLane(app, lane.index),
  };
}

function rulerHead({ player, timeline, layout, library }: App): string {
  const unit = timeline.level === 'single' ? 'frame · pts' : 'h:m:s';
  if (layout.isSmall || !library.current) return unit;
  if (timeline.isVariable) return `${unit} · VFR`;
  const rate = player.frameCount / Math.max(1e-9, player.secondsAt(player.frameCount));
  return `${unit} · ${Number(rate.toFixed(2))} fps`;
}

function ribbonHead(app: App, label: string | undefined, under: number | null): LaneHead {
  const { annotations, lanes, runs, window } = app;
  if (label === undefined) return { title: '', value: '', style: null, isWarning: false };
  const ofWindow = window.ranked.find((entry) => entry.label === label)?.score;
  const { table } = lanes.windows;
  const found = runs.shown ? annotations.classOfLabel(runs.shown.modelHash, label) : null;
  return {
    title: found?.name ?? label,
    value: under === null || !table ? textOf(ofWindow) : boundedText(table.scoreOf(under, label)),
    style: styleOf(annotations, found?.id ?? null),
    isWarning: lanes.ribbons.labels.length === 0,
  };
}

function textOf(score: number | undefined): string {
  return score === undefined ? '' : scoreText(score);
}

function styleOf(annotations: App['annotations'], classId: ClassId | null): LabelStyle {
  return classId === null ? { colour: 'var(--t3)', glyph: 0, pattern: 0, isHollow: true } : annotations.style(classId);
}

/** How many windows voted for the segment; under the pointer, how much one of them did. */
function votesValue({ lanes, selection, timeline }: App): string {
  const { votes } = lanes.facts;
  if (!votes || votes.segmentId !== selection.segment?.id || votes.votes.length === 0) return '';
  const { hoverPx, drag } = lanes.editing;
  const vote = hoverPx === null || drag ? null : voteAt(votes.votes, timeline.frameAt(hoverPx));
  if (vote) return scoreText(vote.score);
  return `${votes.votes.filter(({ isFor }) => isFor).length} of ${votes.votes.length}`;
}

function modelValue({ thresholds, runs, layout }: App): string {
  if (layout.isSmall) return '';
  return thresholds.isTried ? 'tried' : runName(runs.shown);
}

function runName(run: { readonly id: number } | null): string {
  return run ? `run ${run.id}` : '';
}

function lookedValue({ lanes, player }: App): string {
  if (player.frameCount === 0) return '';
  const seen = lanes.facts.looked.reduce((sum, { startFrame, endFrame }) => sum + endFrame - startFrame, 0);
  return `${Math.floor((100 * seen) / player.frameCount)} %`;
}
