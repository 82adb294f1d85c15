import * as z from "zod";
import { objectOf } from "../../settings/shape.ts";
import { inShape, readJson } from "../json-file.ts";

const ALLOWANCE = objectOf(
  {
    /** Id of the finding, such as `CVE-2024-3094`. */
    id: words("must be a finding's id, such as CVE-2024-3094"),
    /** The last day it counts, in UTC: `2026-12-31`. */
    until: z.iso.date("must be a day, such as 2026-12-31"),
    /** Why it is accepted. */
    reason: words("must be the reason why it is accepted"),
  },
  "keys",
);

/** A finding that is accepted for a while. */
export type Allowance = z.infer<typeof ALLOWANCE>;

const ALLOWANCES = z.array(ALLOWANCE, "must be a list of objects");

/**
 * Reads an allow-list: a JSON list of allowances.
 *
 * @throws CommandError with every problem in it
 */
export function readAllowList(path: string): Allowance[] {
  return inShape(path, readJson(path), {
    shape: ALLOWANCES,
    source: "Images in and out, Scan gate",
  });
}

/** Whether an allowance still counts. */
export function isInForce({ until }: Allowance, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= until;
}

function words(must: string) {
  return z.string(must).regex(/[\p{L}\p{N}]/u, must);
}
