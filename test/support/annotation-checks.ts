import type { ProjectStore } from '../../src-main/core/store/project-store.ts';

/** Everything that edits may change, row by row. */
export function annotationsOf({ db }: ProjectStore): Record<string, object[]> {
  const rows = (sql: string) => (db.prepare(sql).all() as object[]).map((row) => ({ ...row }));
  return {
    classes: rows('SELECT * FROM label_class ORDER BY id'),
    segments: rows('SELECT * FROM segment ORDER BY id'),
    absences: rows('SELECT * FROM absence ORDER BY id'),
    mappings: rows('SELECT * FROM mapping ORDER BY id'),
    videos: rows('SELECT id, name, is_removed FROM video ORDER BY id'),
  };
}

/** What must hold in every project, asked of the file itself: the rules that are broken, with the number of rows. */
export function brokenRules({ db }: ProjectStore): string[] {
  const counts = Object.entries(RULES).map(([rule, sql]) => ({ rule, count: db.prepare(sql).all().length }));
  return counts.filter(({ count }) => count > 0).map(({ rule, count }) => `${rule}: ${count}`);
}

const OVERLAP = 'a.video_id = b.video_id AND a.start_frame < b.end_frame AND b.start_frame < a.end_frame';

const RULES: Readonly<Record<string, string>> = {
  'references hold': 'PRAGMA foreign_key_check',
  'spans are within the video': `
    SELECT s.id FROM (SELECT id, video_id, start_frame, end_frame FROM segment
                      UNION ALL SELECT id, video_id, start_frame, end_frame FROM absence) s
    JOIN video v ON v.id = s.video_id
    WHERE s.start_frame < 0 OR s.end_frame <= s.start_frame OR s.end_frame > v.frame_count`,
  'exclusive classes do not overlap': `
    SELECT a.id FROM segment a JOIN segment b ON a.id < b.id AND ${OVERLAP} AND a.annotator IS b.annotator
    JOIN label_class ca ON ca.id = a.class_id JOIN label_class cb ON cb.id = b.class_id
    WHERE a.status IN ('accepted', 'corrected') AND b.status IN ('accepted', 'corrected')
      AND ca.is_exclusive AND cb.is_exclusive AND ca.group_name IS cb.group_name`,
  'what is there is not absent': `
    SELECT a.id FROM segment a JOIN absence b ON a.class_id = b.class_id AND ${OVERLAP} AND a.annotator = b.annotator
    WHERE a.status IN ('accepted', 'corrected')`,
  'absences are merged': `
    SELECT a.id FROM absence a JOIN absence b ON a.id < b.id AND a.video_id = b.video_id AND a.class_id = b.class_id
      AND a.annotator = b.annotator AND a.start_frame <= b.end_frame AND b.start_frame <= a.end_frame`,
  'names are unique': 'SELECT lower(name) FROM label_class GROUP BY lower(name) HAVING count(*) > 1',
  'shortcuts are unique':
    'SELECT shortcut FROM label_class WHERE shortcut IS NOT NULL GROUP BY shortcut HAVING count(*) > 1',
  'what a person made is decided by a person': `
    SELECT id FROM segment WHERE status IN ('accepted', 'corrected', 'rejected') AND annotator IS NULL`,
};
