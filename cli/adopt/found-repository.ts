import { partitionOf } from "../../settings/partition.ts";
import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type { SynthesizedRepository, SynthesizedStack } from "../../stacks/project-format.ts";
import { policyLines } from "../existing-policies/policy-lines.ts";
import { keptImages, pullingAccounts } from "../existing-policies/policy-settings.ts";
import { type ExistingRepository, policiesOf } from "./existing-repository.ts";

/** The settings that keep a repository as it is. */
export interface FoundRepository {
  readonly component: string;
  readonly own: Required<
    Pick<
      RepositorySettings,
      "imageTagMutability" | "scanOnPush" | "maxImageCount" | "crossAccountIds"
    >
  > &
    Pick<RepositorySettings, "lifecyclePolicy" | "repositoryPolicy">;
  readonly encryption: { readonly encryptionType: string; readonly kmsKeyArn: string | null };
  readonly tags: Readonly<Record<string, string>>;
  /** The policies that no setting can express: a line for each rule or statement. */
  readonly leftAlone: readonly string[];
  /** What else no setting can express, in a line each. */
  readonly notCovered: readonly string[];
}

/** Finds the settings of a repository. */
export function findRepository(
  { region, environment, accountId }: SynthesizedStack,
  { component }: SynthesizedRepository,
  existing: ExistingRepository,
): FoundRepository {
  const { imageTagMutability, lifecyclePolicy, repositoryPolicy } = existing;
  const { Environment, Component, ...tags } = existing.tags;
  const place = { partition: partitionOf(region), accountId };
  const count = keptImages(lifecyclePolicy);
  const accounts = pullingAccounts(repositoryPolicy, place);
  return {
    component,
    own: {
      imageTagMutability: imageTagMutability.startsWith("IMMUTABLE") ? "IMMUTABLE" : "MUTABLE",
      scanOnPush: existing.scanOnPush,
      maxImageCount: count ?? 0,
      crossAccountIds: accounts ?? [],
      ...(count === undefined && { lifecyclePolicy: "unmanaged" }),
      ...(accounts === undefined && { repositoryPolicy: "unmanaged" }),
    },
    encryption: { encryptionType: existing.encryptionType, kmsKeyArn: existing.kmsKeyArn },
    tags,
    leftAlone: policiesOf(existing)
      .filter(({ type }) => (type === "aws_ecr_lifecycle_policy" ? count : accounts) === undefined)
      .flatMap(policyLines),
    notCovered: [
      ...changedTag("Environment", Environment, environment),
      ...changedTag("Component", Component, component),
      ...(["MUTABLE", "IMMUTABLE"].includes(imageTagMutability)
        ? []
        : [`imageTagMutability is ${imageTagMutability}`]),
    ].map((line) => `${existing.name}: ${line}`),
  };
}

function changedTag(key: string, is: string | undefined, will: string): string[] {
  return is === will ? [] : [`the tag ${key} is ${is ?? "not set"}, and will be ${will}`];
}
