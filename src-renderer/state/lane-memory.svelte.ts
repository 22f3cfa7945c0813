import { untrack } from 'svelte';
import { dependsOn } from './depends-on.ts';
import type { Project } from './project.svelte.ts';
import type { SettingsState } from './settings.svelte.ts';
import type { TimelineView } from './timeline-view.svelte.ts';

/** A height that is dragged is kept this long after its last change, in ms. */
const SETTLE_MS = 400;

/** Keeps the heights of the lanes, and which ribbons stay, for each project. */
export function keepLanes(rooms: { timeline: TimelineView; project: Project; settings: SettingsState }): void {
  const { timeline, project, settings } = rooms;
  const projectId = $derived(project.info?.id ?? null);
  const kept = $derived(projectId === null ? undefined : settings.value.lanes[projectId]);
  $effect(() => {
    dependsOn(projectId);
    untrack(() => {
      const { pinned = null, ...heights } = kept ?? { frames: null, ribbon: null, labels: null };
      timeline.heights = heights;
      timeline.pinned = pinned;
    });
  });
  $effect(() => {
    const wishes = { ...timeline.heights, pinned: timeline.pinned && [...timeline.pinned] };
    const timer = setTimeout(() => {
      if (projectId === null || JSON.stringify(wishes) === JSON.stringify(kept)) return;
      const isUsual = Object.values(wishes).every((wish) => wish === null);
      if (isUsual && kept === undefined) return;
      settings.set({ lanes: { ...settings.value.lanes, [projectId]: wishes } });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  });
}
