import type { ReviewContext } from "../context.ts";
import { changedAccountSettings } from "./changed-account-settings.ts";
import { changedCaches } from "./changed-caches.ts";
import { changedTemplates } from "./changed-templates.ts";
import { judgeConfiguration, type RegistryReview } from "./judge-configuration.ts";
import { POLICY } from "./policy.ts";
import { REPLICATION } from "./replication.ts";
import { SCANNING } from "./scanning.ts";

/** Judges what a plan does to whole registries. */
export async function judgeRegistries(context: ReviewContext): Promise<RegistryReview> {
  const reviews = await Promise.all([
    judgeConfiguration(context, REPLICATION),
    judgeConfiguration(context, SCANNING),
    judgeConfiguration(context, POLICY),
  ]);
  return {
    findings: [
      ...reviews.flatMap(({ findings }) => findings),
      ...changedCaches(context.plan.changes),
      ...changedTemplates(context.plan.changes),
      ...changedAccountSettings(context.plan.changes),
    ],
    gains: new Map(reviews.flatMap(({ gains }) => [...gains])),
  };
}
