import { EcrRegistryScanningConfiguration } from "@cdktf/provider-aws/lib/ecr-registry-scanning-configuration/index.js";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import type { Construct } from "constructs";
import { checkRegistry } from "../settings/registry/check-registry.ts";
import type {
  CompleteRegistrySettings,
  RegistrySettings,
} from "../settings/registry/registry-settings.ts";
import { filterText, type Scanning } from "../settings/registry/scanning.ts";
import { DeployedStack } from "./deployed-stack.ts";
import { requireVersions } from "./versions.ts";

/**
 * What an account has once in a region for all of its repositories, as flat Terraform. Every setting
 * is known at synth. What is not set stays as AWS has it.
 *
 * If settings break rules, the synth fails with all problems at once. The state is kept as that of
 * an environment stack.
 */
export class RegistryStack extends DeployedStack {
  /** The settings with all defaults filled in. If they break a rule, the stack is empty. */
  readonly settings: CompleteRegistrySettings;
  /** Whether the settings keep every rule. */
  readonly isValid: boolean;

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
    if (!this.isValid) return;

    const { region, accountId, scanning } = settings;
    requireVersions(this);
    new AwsProvider(this, "aws", { region, allowedAccountIds: [accountId] });
    if (scanning !== null) this.addScanning(scanning);
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
}
