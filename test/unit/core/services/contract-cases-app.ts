import type { Method } from '../../../../src-main/shared/protocol.ts';
import { type MethodCase, never } from './contract-case.ts';

type AppMethod = Extract<Method, 'tasks.list'>;

export const appCases: { readonly [M in AppMethod]: MethodCase<M> } = {
  'tasks.list': { needs: 'nothing', example: () => ({}), isAsExpected: (tasks) => tasks.length === 0, refused: never },
};
