/** Whether a value, read as SQLite's driver gives it, is of a type that a column was declared with. */
type Fit = (value: unknown) => boolean;

/** null is the table's own affair. */
const FITS: Readonly<Record<string, Fit>> = {
  TEXT: (value) => typeof value === 'string' || value === null,
  INTEGER: (value) => Number.isSafeInteger(value) || value === null,
  REAL: (value) => Number.isFinite(value) || value === null,
  BLOB: (value) => value instanceof Uint8Array || value === null,
};

const MOST = Number.MAX_SAFE_INTEGER;

/** The same in SQL, of a column: SQLite takes any value into any column. */
const MISFITS: Readonly<Record<string, (column: string) => string>> = {
  TEXT: (column) => `typeof(${column}) NOT IN ('text', 'null')`,
  INTEGER: (column) => `typeof(${column}) NOT IN ('integer', 'null') OR ${column} NOT BETWEEN -${MOST} AND ${MOST}`,
  REAL: (column) => `typeof(${column}) NOT IN ('real', 'integer', 'null') OR abs(${column}) > 1.7976931348623157e308`,
  BLOB: (column) => `typeof(${column}) NOT IN ('blob', 'null')`,
};

/** @param type as declared; undefined for one that takes anything. */
export function fitOf(type: string | null): Fit | undefined {
  return type === null ? undefined : FITS[type];
}

/** A condition that holds for rows with a value of a wrong type; null where no column has a type. */
export function misfitSql(columns: readonly { readonly name: string; readonly type: string }[]): string | null {
  const conditions = columns.flatMap(({ name, type }) => MISFITS[type]?.(`"${name}"`) ?? []);
  return conditions.length === 0 ? null : conditions.map((condition) => `(${condition})`).join(' OR ');
}
