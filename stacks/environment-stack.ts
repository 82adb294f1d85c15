import { relative, resolve } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EcrModule } from "../constructs/ecr-module.ts";
import { partitionOf } from "../constructs/partition.ts";
import { describeProblem } from "../constructs/problem.ts";
import {
  type CompleteEnvironmentSettings,
  checkEnvironment,
  type EnvironmentSettings,
} from "./environment-settings.ts";
import { declareOutputs } from "./outputs.ts";
import { requireVersions } from "./versions.ts";

/**
 * The repositories of one environment as flat Terraform: every setting is known at synth, so there
 * are no variables and no `count`.
 *
 * Settings that break a rule fail the stack's validation, with all problems at once.
 */
export class EnvironmentStack extends TerraformStack {
  /** The settings with every default filled in; not to be relied on where they break a rule. */
  readonly settings: CompleteEnvironmentSettings;
  /** The full names of the repositories; none where the settings break a rule. */
  readonly repositoryNames: readonly string[];

  /**
   * @param scope the app
   * @param id the stack's name, as `cdktf deploy` takes it
   * @param input the environment's settings
   */
  constructor(scope: Construct, id: string, input: EnvironmentSettings) {
    super(scope, id);
    const { settings, problems } = checkEnvironment(id, input);
    this.node.addValidation({ validate: () => problems.map(describeProblem) });
    this.settings = settings;
    this.repositoryNames = [];
    if (problems.length > 0) return;

    requireVersions(this);
    this.keepState(settings);
    const { region, accountId } = settings;
    new AwsProvider(this, "aws", {
      region,
      ...(accountId === null ? {} : { allowedAccountIds: [accountId] }),
    });
    const { name: partition, dnsSuffix } = partitionOf(region);
    const module = new EcrModule(this, "ecr", settings, { region, partition, dnsSuffix });
    this.repositoryNames = module.repositoryNames;
    declareOutputs(this, module);
  }

  private keepState({ state, region }: CompleteEnvironmentSettings): void {
    if (state) {
      new S3Backend(this, { region, encrypt: true, ...state });
    } else {
      new LocalBackend(this, { path: this.localStatePath() });
    }
  }

  // Terraform reads the path from the stack's own folder. CDKTF's default is an absolute path.
  private localStatePath(): string {
    const stackFolder = resolve(App.of(this).outdir, "stacks", this.node.id);
    return relative(stackFolder, resolve(`terraform.${this.node.id}.tfstate`));
  }
}
