import { changedAccess } from "./changed-access.ts";
import { changedKeys } from "./changed-keys.ts";
import { changedProtection } from "./changed-protection.ts";
import type { ReviewContext } from "./context.ts";
import { existingRepositories } from "./existing-repositories.ts";
import { expiringImages } from "./expiring-images.ts";
import { type Finding, KINDS, type OtherChange } from "./finding.ts";
import { lostRepositories } from "./lost-repositories.ts";
import { otherChanges } from "./other-changes.ts";
import { judgeRegistries } from "./registry/judge-registries.ts";
import { nameHider } from "./sensitive-names.ts";
import { strandedRepositories } from "./stranded-repositories.ts";

/** What a plan would do to images and access, and what else it changes. */
export interface Judgement {
  /** The worst first. */
  readonly findings: readonly Finding[];
  readonly changes: readonly OtherChange[];
}

/** Judges what a plan would do to images and access. What is not known is a finding too. */
export async function judgePlan(context: ReviewContext): Promise<Judgement> {
  const [lost, stranded] = await Promise.all([
    lostRepositories(context),
    strandedRepositories(context),
  ]);
  const [existing, expiring, access, protection, keys, registries] = await Promise.all([
    existingRepositories(context),
    expiringImages(context, stranded),
    changedAccess(context, stranded),
    changedProtection(context),
    changedKeys(context),
    judgeRegistries(context),
  ]);
  const findings = [
    ...[lost, stranded, existing, expiring, protection, keys].flat(),
    ...access.findings,
    ...registries.findings,
  ];
  const gains = new Map([...access.gains, ...registries.gains]);
  const changes = otherChanges(context.plan, findings, gains);
  const hide = nameHider(context.plan);
  return {
    findings: findings.sort(byGravity).map((finding) => ({
      ...finding,
      repository: finding.repository && hide(finding.repository),
      reason: hide(finding.reason),
      remedy: hide(finding.remedy),
    })),
    changes: changes.map((other) => ({
      ...other,
      repository: other.repository && hide(other.repository),
    })),
  };
}

function byGravity(one: Finding, other: Finding): number {
  return (
    KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) ||
    imagesOf(other) - imagesOf(one) ||
    one.address.localeCompare(other.address)
  );
}

// There may be many images if they were not counted.
function imagesOf({ images }: Finding): number {
  return images?.images ?? Number.MAX_SAFE_INTEGER;
}
