import type { RepositoryAccess } from "../policies/access/access-policy.ts";
import { policyDocument } from "./access/policy-shape.ts";
import { accessOf } from "./access/repository-access.ts";
import { automaticTags } from "./automatic-tags.ts";
import type { CompleteEnvironmentSettings } from "./environment-settings.ts";
import { type Lifecycle, lifecycleOf } from "./lifecycle/lifecycle.ts";
import { repositoryName } from "./repository-name.ts";
import type { RepositorySettings } from "./repository-settings.ts";
import type { EncryptionType, ImageTagMutability } from "./settings.ts";

/** A repository that an environment creates, with a value for every setting. */
export interface Repository {
  readonly component: string;
  /** The full name: `production/frontend`. */
  readonly name: string;
  readonly shared: boolean;
  /** Its earlier components, the oldest first. */
  readonly formerly: readonly string[];
  readonly imageTagMutability: ImageTagMutability;
  readonly scanOnPush: boolean;
  readonly encryptionType: EncryptionType;
  readonly kmsKeyArn: string | undefined;
  /** Which images it keeps. */
  readonly lifecycle: Lifecycle;
  /** What its repository policy grants. */
  readonly access: RepositoryAccess;
  /** The repository policy itself, as JSON; undefined if it follows `access`. */
  readonly repositoryPolicy: string | undefined;
  /** Which policies the stack leaves alone in AWS. */
  readonly unmanaged: { readonly lifecyclePolicy: boolean; readonly repositoryPolicy: boolean };
  readonly tags: Readonly<Record<string, string>>;
}

/** The repositories that an environment creates. */
export function repositoriesOf(settings: CompleteEnvironmentSettings): Repository[] {
  return settings.repositories
    .filter(({ shared }) => !shared || settings.createThirdpartyRepos)
    .map((repository) => decide(repository, settings));
}

function decide(repository: RepositorySettings, settings: CompleteEnvironmentSettings): Repository {
  const { component, formerly = [], lifecyclePolicy, repositoryPolicy } = repository;
  const { environment } = settings;
  return {
    component,
    name: repositoryName(repository, environment),
    shared: repository.shared ?? false,
    formerly: [formerly].flat(),
    imageTagMutability: repository.imageTagMutability ?? settings.imageTagMutability,
    scanOnPush: repository.scanOnPush ?? settings.scanOnPush,
    encryptionType: settings.encryptionType,
    kmsKeyArn: settings.kmsKeyArn ?? undefined,
    lifecycle: lifecycleOf(repository, settings),
    access: accessOf(repository, settings),
    repositoryPolicy: textOf(repositoryPolicy),
    unmanaged: {
      lifecyclePolicy: lifecyclePolicy === "unmanaged",
      repositoryPolicy: repositoryPolicy === "unmanaged",
    },
    tags: {
      ...withNormalKeys({ ...settings.tags, ...repository.tags }),
      ...automaticTags(environment, component),
    },
  };
}

function textOf(policy: RepositorySettings["repositoryPolicy"]): string | undefined {
  if (policyDocument(policy) === undefined) return undefined;
  return typeof policy === "string" ? policy : JSON.stringify(policy);
}

/** Terraform normalizes every string to NFC, and refuses two keys of JSON that are then equal. */
export function withNormalKeys(map: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([key, value]) => [key.normalize("NFC"), value]),
  );
}
