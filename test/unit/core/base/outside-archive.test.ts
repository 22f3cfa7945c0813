import { expect, test } from 'vitest';
import { outsideArchive } from '../../../../src-main/core/base/outside-archive.ts';

test.each([
  ['/opt/Timeloupe/resources/app.asar/models', '/opt/Timeloupe/resources/app.asar.unpacked/models'],
  [
    'C:\\Programs\\resources\\app.asar\\node_modules\\x.exe',
    'C:\\Programs\\resources\\app.asar.unpacked\\node_modules\\x.exe',
  ],
  ['/opt/resources/app.asar.unpacked/models', '/opt/resources/app.asar.unpacked/models'],
  ['/home/ada/timeloupe/models', '/home/ada/timeloupe/models'],
  ['/home/ada/my-app.asar/models', '/home/ada/my-app.asar/models'],
])('%s lies at %s', (path, outside) => {
  expect(outsideArchive(path)).toBe(outside);
});
