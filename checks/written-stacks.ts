import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { App } from "cdktf";

/** A stack as it was written. */
export interface WrittenStack {
  readonly id: string;
  /** The absolute path of the folder that Terraform runs in. */
  readonly folder: string;
  readonly json: StackJson;
}

/** The parts of a stack's Terraform JSON that this project reads. */
export interface StackJson {
  readonly terraform?: {
    readonly backend?: Readonly<Record<string, BackendJson>>;
    readonly cloud?: BackendJson;
  };
  readonly provider?: { readonly aws?: readonly AwsProviderJson[] };
  readonly resource?: {
    readonly aws_ecr_repository?: Readonly<Record<string, RepositoryJson>>;
    readonly aws_ecr_lifecycle_policy?: Readonly<Record<string, PolicyJson>>;
    readonly aws_ecr_repository_policy?: Readonly<Record<string, PolicyJson>>;
    readonly aws_ecr_registry_scanning_configuration?: Readonly<Record<string, ScanningJson>>;
    readonly aws_ecr_replication_configuration?: Readonly<Record<string, ReplicationJson>>;
    readonly aws_ecr_registry_policy?: Readonly<Record<string, { readonly provider?: string }>>;
    readonly aws_ecr_account_setting?: Readonly<Record<string, AccountSettingJson>>;
    readonly aws_ecr_pull_through_cache_rule?: Readonly<Record<string, CacheJson>>;
    readonly aws_ecr_repository_creation_template?: Readonly<Record<string, TemplateJson>>;
  };
}

/** The settings of a Terraform backend. */
export type BackendJson = Readonly<Record<string, unknown>>;

interface AwsProviderJson {
  readonly alias?: string;
  readonly region?: unknown;
  readonly allowed_account_ids?: readonly string[];
}

interface RepositoryJson {
  readonly name?: unknown;
  /** Such as `aws.replica`; not set for the default provider. */
  readonly provider?: string;
  readonly image_tag_mutability?: unknown;
  readonly image_scanning_configuration?: OneOrMore<{ readonly scan_on_push?: unknown }>;
  readonly tags?: Readonly<Record<string, unknown>>;
  readonly lifecycle?: { readonly prevent_destroy?: unknown };
}

interface PolicyJson {
  /** The repository's name, or a reference to it. */
  readonly repository?: unknown;
  readonly policy?: unknown;
}

/** A block, which JSON may have as an object or as a list. */
type OneOrMore<T> = T | readonly T[];

interface ScanningJson {
  readonly provider?: string;
  readonly scan_type?: unknown;
  readonly rule?: OneOrMore<{
    readonly scan_frequency?: unknown;
    readonly repository_filter?: OneOrMore<{ readonly filter?: unknown }>;
  }>;
}

interface ReplicationJson {
  readonly provider?: string;
  readonly replication_configuration?: OneOrMore<{
    readonly rule?: OneOrMore<{
      readonly destination?: OneOrMore<{
        readonly region?: unknown;
        readonly registry_id?: unknown;
      }>;
      readonly repository_filter?: OneOrMore<{ readonly filter?: unknown }>;
    }>;
  }>;
}

interface AccountSettingJson {
  readonly provider?: string;
  readonly name?: unknown;
}

interface CacheJson {
  readonly provider?: string;
  readonly ecr_repository_prefix?: unknown;
  readonly upstream_registry_url?: unknown;
}

interface TemplateJson {
  readonly provider?: string;
  readonly prefix?: unknown;
  readonly applied_for?: OneOrMore<unknown>;
  readonly image_tag_mutability?: unknown;
}

/** The stacks of an app as its output has them: what `terraform plan` reads. */
export function writtenStacks({ outdir, manifest }: App): WrittenStack[] {
  return Object.entries(manifest.stacks).flatMap(([id, { synthesizedStackPath }]) => {
    const path = resolve(join(outdir, synthesizedStackPath));
    if (!existsSync(path)) return [];
    // As for Terraform, null is as if it were not there.
    const json = JSON.parse(readFileSync(path, "utf8"), (_, value) => value ?? undefined);
    return [{ id, folder: dirname(path), json }];
  });
}
