import { getContext, setContext } from 'svelte';
import type { App } from './app.svelte.ts';

const KEY = Symbol('app');

/** Puts the application's state under every component below. */
export function setApp(app: App): void {
  setContext(KEY, app);
}

/** The application's state, for parts; components get what they show as properties. */
export function useApp(): App {
  return getContext<App>(KEY);
}
