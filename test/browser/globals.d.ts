import type { Port } from '../../src-main/shared/protocol.ts';

declare global {
  interface Window {
    readonly host: Port;
  }
}
