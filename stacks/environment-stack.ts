import { relative, resolve } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
import { App, LocalBackend, S3Backend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { EcrModule } from "../constructs/ecr-module.ts";
import {
  type CompleteEnvironmentSettings,
  checkEnvironment,
  type EnvironmentSettings,
} from "../settings/environment-settings.ts";
import { partitionOf } from "../settings/partition.ts";
import type { Problem } from "../settings/problem.ts";
import { describeProblem } from "../settings/problem.ts";
import { moveRenamed } from "./moved.ts";
import { declareOutputs } from "./outputs.ts";
import { stackIdProblems, unusedId } from "./stack-id.ts";
import { tagCountProblems } from "./tag-count.ts";
import { requireVersions } from "./versions.ts";
import { addWarnings } from "./warnings.ts";

/**
 * The repositories of one environment as flat Terraform: every setting is known at synth, so there
 * are no variables and no `count`.
 *
 * Settings that break a rule fail the stack's validation, with all problems at once.
 */
export class EnvironmentStack extends TerraformStack {
  /** The settings with every default filled in; not to be relied on where `isValid` is false. */
  readonly settings: CompleteEnvironmentSettings;
  /** Whether the settings keep every rule. Without that the stack is empty. */
  readonly isValid: boolean;
  /** The image and the full name of each repository. */
  readonly repositories: EcrModule["repositories"] = [];

  /**
   * @param scope the app
   * @param id the stack's name, as `cdktf deploy` takes it
   * @param input the environment's settings
   */
  constructor(scope: Construct, id: string, input: EnvironmentSettings) {
    const idProblems = stackIdProblems(scope, id);
    super(scope, idProblems.length === 0 ? id : unusedId(scope));
    const checked = checkEnvironment(id, input);
    const problems = [...idProblems, ...checked.problems];
    const { settings } = checked;
    this.settings = settings;
    this.isValid = problems.length === 0;
    this.reject(() => problems);
    if (!this.isValid) return;

    requireVersions(this);
    this.keepState(settings);
    const provider = this.provider(settings);
    this.reject(() => tagCountProblems(this, provider));
    addWarnings(this, settings);

    const { region, repositories } = settings;
    const module = new EcrModule(this, "ecr", {
      settings,
      partition: partitionOf(region),
      repositories,
      preventDestroy: settings.preventDestroy,
    });
    this.repositories = module.repositories;
    moveRenamed(this, module);
    declareOutputs(this, module);
  }

  private reject(problems: () => readonly Problem[]): void {
    this.node.addValidation({ validate: () => problems().map(describeProblem) });
  }

  private provider({ region, accountId }: CompleteEnvironmentSettings): AwsProvider {
    return new AwsProvider(this, "aws", {
      region,
      ...(accountId === null ? {} : { allowedAccountIds: [accountId] }),
    });
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
