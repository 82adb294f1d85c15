import type { LifecyclePolicy } from "../../policies/lifecycle/lifecycle-policy.ts";
import type { Fate } from "../../simulator/fate.ts";
import { simulate } from "../../simulator/simulate.ts";
import type { StoredImage } from "../../simulator/stored-image.ts";
import type { Previewed } from "./preview.ts";

/** An image about which ECR's preview and the simulator differ. */
export interface Difference {
  readonly digest: string;
  readonly tags: readonly string[];
  /** What ECR would do, such as `expires it by rule 2`. */
  readonly aws: string;
  /** What the simulator finds. */
  readonly simulator: string;
}

/**
 * Where ECR's preview of a policy and the simulator differ; or why there is nothing to compare.
 *
 * @param now when ECR made the preview
 */
export function previewDifferences(
  preview: ReadonlyMap<string, Previewed>,
  policy: LifecyclePolicy,
  images: readonly StoredImage[],
  now: Date,
): { readonly differences: readonly Difference[] } | { readonly unknown: string } {
  const simulation = simulate(policy, images, now);
  if ("unknown" in simulation) return simulation;
  const differences = images.flatMap(({ digest, tags }): Difference[] => {
    const [aws, simulator] = [
      ofAws(preview.get(digest)),
      ofSimulator(simulation.fates.get(digest)),
    ];
    return aws === simulator ? [] : [{ digest, tags, aws, simulator }];
  });
  return { differences };
}

const KEEPS = "keeps it";

function ofAws(previewed: Previewed | undefined): string {
  if (previewed === undefined) return KEEPS;
  const verb = previewed.action === "EXPIRE" ? "expires it" : "archives it";
  return `${verb} by rule ${previewed.rulePriority}`;
}

function ofSimulator(fate: Fate | undefined): string {
  if (fate?.kind === "expires") return `expires it by rule ${fate.rule.priority}`;
  return fate?.kind === "is archived" ? `archives it by rule ${fate.rule.priority}` : KEEPS;
}
