import { readLifecyclePolicy } from "../policies/lifecycle/lifecycle-policy.ts";
import { simulate } from "../simulator/simulate.ts";
import type { StoredImage } from "../simulator/stored-image.ts";
import { IMAGES, RULES } from "./expiry-size.ts";

const NOW = new Date("2026-01-31T12:00:00Z");

const digest = (index: number) => `sha256:${index.toString(16).padStart(64, "0")}`;
const images = Array.from(
  { length: IMAGES },
  (_, index): StoredImage => ({
    digest: digest(index),
    tags: [`v${index % RULES}-${index}`, `build-${index}`],
    pushedAt: new Date(NOW.getTime() - index * 60_000),
    lastPulledAt: undefined,
    bytes: 100_000_000,
    storageClass: "standard",
    archivedAt: undefined,
    restoredAt: undefined,
    children: index % 10 === 0 ? [digest(index + 1), digest(index + 2)] : [],
  }),
);
const rules = Array.from({ length: RULES }, (_, index) => ({
  rulePriority: index + 1,
  selection: {
    tagStatus: "tagged",
    tagPatternList: [`*v${index}-*`],
    countType: "imageCountMoreThan",
    countNumber: 100,
  },
  action: { type: "expire" },
}));
const policy = readLifecyclePolicy(JSON.stringify({ rules }));

/** Evaluates the policy as often as the first argument states. */
for (let left = Number(process.argv[2]); left > 0; left -= 1) simulate(policy, images, NOW);
