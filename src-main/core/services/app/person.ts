import { userInfo } from 'node:os';

/** Who corrects where nobody says: TIMELOUPE_ANNOTATOR, else the name of the user of this machine. */
export function personsName(): string {
  const wish = process.env['TIMELOUPE_ANNOTATOR']?.trim() ?? '';
  return wish === '' ? userName() : wish;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have no entry in the system's list.
    return process.env['USER'] ?? process.env['USERNAME'] ?? 'annotator';
  }
}
