import type { RepositorySettings } from "../../settings/repository-settings.ts";
import type {
  SynthesizedRepository,
  SynthesizedStack,
} from "../../stacks/project-file/project-format.ts";
import { policyLines } from "../existing-policies/policy-lines.ts";
import { type ExistingRepository, policiesOf } from "./existing-repository.ts";
import { accessSettings, lifecycleSettings } from "./found-policies.ts";

/** The settings that keep a repository as it is. */
export interface FoundRepository {
  readonly component: string;
  readonly own: Partial<RepositorySettings>;
  readonly encryption: { readonly encryptionType: string; readonly kmsKeyArn: string | null };
  readonly tags: Readonly<Record<string, string>>;
  /** The policies that no setting can express: a line for each rule or statement. */
  readonly leftAlone: readonly string[];
  /** What else no setting can express, in a line each. */
  readonly notCovered: readonly string[];
}

/** Finds the settings of a repository. */
export function findRepository(
  stack: SynthesizedStack,
  { component }: SynthesizedRepository,
  existing: ExistingRepository,
): FoundRepository {
  const { environment } = stack;
  const { imageTagMutability } = existing;
  const { Environment, Component, ...tags } = existing.tags;
  const own = {
    imageTagMutability: imageTagMutability.startsWith("IMMUTABLE") ? "IMMUTABLE" : "MUTABLE",
    scanOnPush: existing.scanOnPush,
    ...lifecycleSettings(stack, existing.lifecyclePolicy),
    ...accessSettings(stack, existing.repositoryPolicy),
  } as const;
  return {
    component,
    own,
    encryption: { encryptionType: existing.encryptionType, kmsKeyArn: existing.kmsKeyArn },
    tags,
    leftAlone: policiesOf(existing)
      .filter(({ type }) => own[SETTINGS[type]] === "unmanaged")
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

const SETTINGS = {
  aws_ecr_lifecycle_policy: "lifecyclePolicy",
  aws_ecr_repository_policy: "repositoryPolicy",
} as const;

function changedTag(key: string, is: string | undefined, will: string): string[] {
  return is === will ? [] : [`the tag ${key} is ${is ?? "not set"}, and will be ${will}`];
}
