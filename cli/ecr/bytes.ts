const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Describes a size in decimal units, as ECR's console does: `1.2 GB`. */
export function describeBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  // 999,950 rounds to 1000.0 kB: it is 1.0 MB.
  const fitting = UNITS.findIndex((_, power) => bytes < 999.95 * 1_000 ** power);
  const power = fitting === -1 ? UNITS.length - 1 : fitting;
  return `${(bytes / 1_000 ** power).toFixed(1)} ${UNITS[power]}`;
}
