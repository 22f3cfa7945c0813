import type { Port } from '../../src-main/shared/protocol.ts';
import type { FoundStops } from './support/tab-stops.ts';

declare global {
  interface Window {
    readonly host: Port;
    /** While a test walks by Tab. */
    tabStops?: FoundStops;
    /** What a test found in the page. */
    found?: unknown[];
  }
}
