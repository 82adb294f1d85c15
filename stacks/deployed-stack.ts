import { relative, resolve } from "node:path";
import { App, LocalBackend, TerraformBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { checkApp } from "../checks/app-checks.ts";
import { describeProblem, type Problem } from "../settings/problem.ts";
import { stackIdProblems, unusedId } from "./stack-id.ts";

/**
 * A stack that `cdktf deploy` takes. If it has problems, the synth of the app fails with all of
 * them, whatever else is wrong.
 */
export abstract class DeployedStack extends TerraformStack {
  /** The name that was asked for, for the paths of problems. */
  protected readonly givenId: string;
  /** What is wrong with that name. */
  protected readonly idProblems: readonly Problem[];

  constructor(scope: Construct, id: string) {
    const idProblems = stackIdProblems(scope, id);
    super(scope, idProblems.length === 0 ? id : unusedId(scope));
    checkApp(App.of(this));
    this.givenId = typeof id === "string" ? id : this.node.id;
    this.idProblems = idProblems;
  }

  /** Makes the synth fail if there are problems by then. */
  protected failWith(problems: () => readonly Problem[]): void {
    this.node.addValidation({ validate: () => problems().map(describeProblem) });
  }

  /** CDKTF asks for the backend before it writes. Its own default would be an absolute path. */
  override ensureBackendExists(): TerraformBackend {
    const backend = this.node.children.find((child) => TerraformBackend.isBackend(child));
    return backend ?? new LocalBackend(this, { path: this.localStatePath() });
  }

  // Terraform reads the path from the stack's own folder.
  private localStatePath(): string {
    const stackFolder = resolve(App.of(this).outdir, "stacks", this.node.id);
    return relative(stackFolder, resolve(`terraform.${this.node.id}.tfstate`));
  }
}
