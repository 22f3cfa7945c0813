import { expect, test } from 'vitest';
import { projectsIn } from '../../../../src-main/hosts/electron/arguments.ts';

test('projects are found among what a program is started with', () => {
  const args = ['--inspect=1.timeloupe', 'a.timeloupe', '/films/B.TIMELOUPE', 'film.mp4', '.'];
  expect(projectsIn(args, '/study')).toEqual(['/study/a.timeloupe', '/films/B.TIMELOUPE']);
});
