import type { EcrAnswers } from "../../cli/review/ecr-answers.ts";
import type { Finding } from "../../cli/review/finding.ts";
import { type Judgement, judgePlan } from "../../cli/review/judge-plan.ts";
import { providerPlace } from "../../cli/review/provider-place.ts";
import { HCL_REMEDIES } from "../../cli/review/remedies.ts";
import { readPlan } from "../../cli/terraform/plan.ts";

type Values = Readonly<Record<string, unknown>>;

/** An entry of a plan's `resource_changes`, as `terraform show -json` prints it. */
export type Entry = Values & { readonly change: Values };

/** When the plans of the tests are judged. */
export const NOW = new Date("2026-11-24T12:00:00Z");

/** A repository as Terraform's state holds it. */
export function repository(name: string, attributes: Values = {}): Values {
  const { region = "us-east-1", account = "111111111111", ...others } = attributes;
  return {
    name,
    arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
    id: name,
    force_delete: false,
    image_tag_mutability: "IMMUTABLE",
    encryption_configuration: [{ encryption_type: "AES256", kms_key: "" }],
    ...others,
  };
}

/** A policy of either type as the state holds it. */
export function policy(repository: string, document: unknown): Values {
  return {
    repository,
    policy: typeof document === "string" ? document : JSON.stringify(document),
  };
}

/** A change of the resource at an address; `null` values before create it, after delete it. */
export function change(
  address: string,
  before: Values | null,
  after: Values | null,
  { change = {}, ...more }: Values & { readonly change?: Values } = {},
): Entry {
  const [, module, type, name] = /^(?:(.*)\.)?(aws_\w+)\.(\w+)(?:\[.*\])?$/.exec(address) ?? [];
  return {
    address,
    ...(module ? { module_address: module } : {}),
    mode: "managed",
    type,
    name,
    provider_name: "registry.terraform.io/hashicorp/aws",
    change: {
      actions: before && after ? ["update"] : before ? ["delete"] : ["create"],
      before,
      after,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
      ...change,
    },
    ...more,
  };
}

/** A resource that stays as it is. */
export function unchanged(address: string, values: Values, more: Values = {}): Entry {
  return change(address, values, values, { change: { actions: ["no-op"] }, ...more });
}

/** A resource that is replaced, by the attributes at some paths. */
export function replaced(
  address: string,
  before: Values,
  after: Values,
  paths: readonly unknown[] = [],
  more: Values & { readonly change?: Values } = {},
): Entry {
  return change(address, before, after, {
    action_reason: "replace_because_cannot_update",
    ...more,
    change: { actions: ["delete", "create"], replace_paths: paths, ...more.change },
  });
}

/** A whole plan. */
export function planOf(changes: readonly Entry[], more: Values = {}): Values {
  return { format_version: "1.2", planned_values: {}, resource_changes: changes, ...more };
}

/** The configuration of a root module: its providers and the resources that use them. */
export function configuration(
  providers: Values,
  resources: readonly Values[] = [],
  more: Values = {},
): Values {
  return { provider_config: providers, root_module: { resources, ...more } };
}

/** Judges a plan as `review --plan` does. */
export function judge(plan: Values, ecr: EcrAnswers): Promise<Judgement> {
  const read = readPlan(plan, "plan.json");
  return judgePlan({
    plan: read,
    ecr,
    remedies: HCL_REMEDIES,
    repositories: [],
    placeOf: (planned) => providerPlace(read, planned),
    now: NOW,
  });
}

/** Each finding as `KIND:ADDRESS REPOSITORY IMAGES`. */
export function headlines(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ kind, address, repository, images }) =>
      `${kind}:${address} ${repository} ${images ? images.images : "not counted"}`,
  );
}
