import { EcrAccountSetting } from "@cdktf/provider-aws/lib/ecr-account-setting/index.js";
import { EcrRegistryPolicy } from "@cdktf/provider-aws/lib/ecr-registry-policy/index.js";
import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js";
import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, Lazy } from "cdktf";
import type { Construct } from "constructs";
import { type PolicyStatement, policyOf } from "../policies/access/access-policy.ts";
import type { ReplicationGrant } from "../policies/registry/replication-statements.ts";
import { policyText } from "../settings/policy-text.ts";
import type { Problem } from "../settings/problem.ts";
import { checkRegistry } from "../settings/registry/check-registry.ts";
import {
  registryPolicyProblems,
  registryStatements,
} from "../settings/registry/registry-policy.ts";
import type {
  CompleteRegistrySettings,
  RegistrySettings,
} from "../settings/registry/registry-settings.ts";
import {
  isSameRegistry,
  type ReplicationRule,
  resolveRule,
} from "../settings/registry/replication.ts";
import { replicationGrants } from "../settings/registry/replication-grants.ts";
import { filterText, type Scanning } from "../settings/registry/scanning.ts";
import { DeployedStack } from "./deployed-stack.ts";
import { addCaches } from "./registry/caches.ts";
import { addTemplates } from "./registry/templates.ts";
import { addRegistryWarnings } from "./registry/warnings.ts";
import { requireVersions } from "./versions.ts";

/**
 * What an account has once in a region for all of its repositories, as flat Terraform. Every setting
 * is known at synth. What is not set stays as AWS has it.
 *
 * The registry policy lets the other registry stacks of the app replicate to this one, as their
 * rules need it. Statements of one's own follow.
 *
 * If settings break rules, the synth fails with all problems at once. The state is kept as that of
 * an environment stack.
 */
export class RegistryStack extends DeployedStack {
  /** The settings with all defaults filled in. If they break a rule, the stack is empty. */
  readonly settings: CompleteRegistrySettings;
  /** Whether the settings keep every rule. */
  readonly isValid: boolean;
  private policyScope: EcrAccountSetting | undefined;
  private policy: EcrRegistryPolicy | undefined;

  /**
   * @param scope the app
   * @param id the stack's name, as `cdktf deploy` takes it
   * @param input the registry's settings
   */
  constructor(scope: Construct, id: string, input: RegistrySettings) {
    super(scope, id);
    const { settings, problems } = checkRegistry(this.givenId, input);
    this.settings = settings;
    const allProblems = [...this.idProblems, ...problems];
    this.failWith(() => allProblems);
    this.isValid = allProblems.length === 0;
    if (!this.isValid) {
      // What else is in the stack lacks no provider: that is no problem of its own.
      new AwsProvider(this, "aws");
      return;
    }

    const { region, accountId, scanning, replication, pullThroughCaches, creationTemplates } =
      settings;
    requireVersions(this);
    new AwsProvider(this, "aws", { region, allowedAccountIds: [accountId] });
    if (scanning !== null) this.addScanning(scanning);
    this.addAccountSettings();
    if (replication.length > 0) this.addReplication(replication);
    if (pullThroughCaches.length > 0) addCaches(this, pullThroughCaches);
    if (creationTemplates.length > 0) addTemplates(this, settings);
    addRegistryWarnings(this, settings);
    this.failWith(() => [
      ...this.isSecond(),
      ...registryPolicyProblems(this.node.id, settings, this.grants()),
    ]);
  }

  // Until the stack is written, other stacks may add rules that this policy has to allow.
  // biome-ignore lint/suspicious/noExplicitAny: CDKTF's own signature
  override toTerraform(): any {
    const isNeeded = this.isValid && this.statements().length > 0;
    if (isNeeded) this.policy ??= this.createPolicy();
    return super.toTerraform();
  }

  private createPolicy(): EcrRegistryPolicy {
    const produce = () => policyText(policyOf(this.statements()));
    const policy = new EcrRegistryPolicy(this, "registry_policy", {
      policy: Lazy.stringValue({ produce }),
      // AWS refuses a policy that its scope does not allow yet.
      dependsOn: this.policyScope && [this.policyScope],
    });
    policy.overrideLogicalId("policy");
    return policy;
  }

  /** The statements of the registry policy; none if the stack leaves the one in AWS alone. */
  statements(): PolicyStatement[] {
    return registryStatements(this.settings, this.grants());
  }

  /** The registry stacks of the app, in the order in which they were made. */
  private all(): RegistryStack[] {
    return App.of(this)
      .node.findAll()
      .filter((stack) => stack instanceof RegistryStack)
      .filter(({ isValid }) => isValid);
  }

  private isSecond(): Problem[] {
    const first = this.all().find(({ settings }) => isSameRegistry(settings, this.settings))!;
    if (first === this) return [];
    const { accountId, region } = this.settings;
    return [
      {
        path: this.node.id,
        value: `${accountId} ${region}`,
        must: `must be of another registry than ${first.node.id}: a registry has one stack. Put both into one`,
        source: "Registry, The settings",
      },
    ];
  }

  /** What the replication of the app's other registry stacks needs here. */
  private grants(): ReplicationGrant[] {
    return this.all().flatMap(({ settings: { accountId, replication } }) =>
      replicationGrants(
        accountId,
        replication.map((rule) => resolveRule(rule, accountId)),
        this.settings,
      ),
    );
  }

  private addAccountSettings(): void {
    const { basicScanTypeVersion, registryPolicyScope } = this.settings;
    if (basicScanTypeVersion !== null) {
      this.addAccountSetting("BASIC_SCAN_TYPE_VERSION", basicScanTypeVersion);
    }
    if (registryPolicyScope !== null) {
      this.policyScope = this.addAccountSetting("REGISTRY_POLICY_SCOPE", registryPolicyScope);
    }
  }

  private addAccountSetting(name: string, value: string): EcrAccountSetting {
    const id = name.toLowerCase();
    return new EcrAccountSetting(this, id, { name, value });
  }

  private addScanning({ type, rules }: Scanning): void {
    new EcrRegistryScanningConfiguration(this, "scanning", {
      scanType: type,
      rule: rules.map(({ frequency, filters }) => ({
        scanFrequency: frequency,
        repositoryFilter: filters.map((filter) => ({
          filter: filterText(filter),
          filterType: "WILDCARD",
        })),
      })),
    });
  }

  private addReplication(rules: readonly ReplicationRule[]): void {
    new EcrReplicationConfiguration(this, "replication", {
      replicationConfiguration: {
        rule: rules
          .map((rule) => resolveRule(rule, this.settings.accountId))
          .map(({ destinations, prefixes }) => ({
            destination: destinations.map(({ region, accountId }) => ({
              region,
              registryId: accountId,
            })),
            ...(prefixes.length > 0 && {
              repositoryFilter: prefixes.map((filter) => ({ filter, filterType: "PREFIX_MATCH" })),
            }),
          })),
      },
    });
  }
}
