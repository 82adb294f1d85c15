import { usageError } from "../command-error.ts";
import { readJson } from "../json-file.ts";

/** A finding that is accepted for a while. */
export interface Allowance {
  /** Of the finding, such as `CVE-2024-3094`. */
  readonly id: string;
  /** The last day it counts, in UTC: `2026-12-31`. */
  readonly until: string;
  /** Why it is accepted. */
  readonly reason: string;
}

/**
 * Reads an allow-list: a JSON list of allowances.
 *
 * @throws CommandError with every problem in it
 */
export function readAllowList(path: string): Allowance[] {
  const entries = readJson(path);
  const problems = Array.isArray(entries) ? entries.flatMap(problemsOf) : ["must be a list"];
  if (problems.length === 0) return entries as Allowance[];
  throw usageError([`${path} is wrong:`, ...problems].join("\n  "));
}

/** Whether an allowance still counts. */
export function isInForce({ until }: Allowance, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= until;
}

function problemsOf(entry: unknown, index: number): string[] {
  const { id, until, reason, ...others } = (entry ?? {}) as Partial<Record<string, unknown>>;
  const problem = (setting: string, value: unknown, must: string) =>
    `[${index}].${setting} is ${JSON.stringify(value)}: ${must}`;
  return [
    ...(isFilled(id) ? [] : [problem("id", id, "must be a finding's id, such as CVE-2024-3094")]),
    ...(isDay(until) ? [] : [problem("until", until, "must be a day, such as 2026-12-31")]),
    ...(isFilled(reason) ? [] : [problem("reason", reason, "must say why it is accepted")]),
    ...Object.entries(others).map(([name, value]) =>
      problem(name, value, "must not be there: an allowance has an id, a day and a reason"),
    ),
  ];
}

function isFilled(value: unknown): boolean {
  return typeof value === "string" && /[\p{L}\p{N}]/u.test(value);
}

function isDay(value: unknown): boolean {
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10) === value;
}
