import { type Copy, copyTags } from "../copying/copy-tags.ts";
import type { Counter } from "../copying/counter.ts";
import { EcrRepositories, type EcrRepository } from "../copying/ecr-repositories.ts";
import type { ImageCopier } from "../copying/image-copier.ts";
import { type TagResult, toFailure } from "../copying/tag-result.ts";
import { type Login, Registry } from "../ecr/registry.ts";
import type { UntilExpired } from "../ecr/until-expired.ts";
import { untilSignal } from "../interruption.ts";
import { placeName } from "../place-name.ts";
import { type CopyRequest, profileFor } from "../replication/copied-stack.ts";
import type { CopiedRepository, Route } from "../replication/routes.ts";
import { wantedImages } from "../replication/wanted-images.ts";
import { lifecycleRefusal, listReader, type Place } from "./lifecycle-refusal.ts";
import { type CopyPlan, copiesOf, planCopies } from "./plan-copies.ts";

/** What became of a tag, or of an image without one, in a destination. */
export interface CopyResult extends TagResult {
  /** The destination, such as `222222222222/eu-west-1`. */
  readonly to: string;
  /** The repository's full name. */
  readonly repository: string;
  /** `undefined` for an image without a tag. */
  readonly tag: string | undefined;
}

/** A destination, as far as one stack of the app deploys its repositories, or none does. */
export class Target {
  private readonly registry: Registry;
  private readonly repositories: EcrRepositories;
  private readonly to: string;
  private refused: TagResult | undefined;
  /** The full names of the repositories. */
  readonly names: readonly string[];

  /**
   * @param copied repositories whose copies are in one stack, or in none
   * @param profile the profile whose credentials are used; without one, those of AWS's tools
   */
  constructor(
    { destination }: Route,
    copied: readonly CopiedRepository[],
    profile: string | undefined,
    private readonly untilExpired: UntilExpired,
  ) {
    this.to = placeName(destination);
    this.names = copied.map(({ name }) => name);
    this.registry = new Registry({ ...destination, id: copied[0]?.copyStack ?? null }, profile);
    this.repositories = new EcrRepositories(this.registry, untilExpired);
  }

  /** Plans what its repositories lack. */
  async plan(sources: EcrRepositories, counter: Counter): Promise<CopyPlan[]> {
    const plans = this.names.map((name) =>
      counter
        .count(() => untilSignal(this.planOne(name, sources)))
        .catch((error): CopyPlan[] => {
          const plan = { result: toFailure(error) };
          return [{ repository: name, digest: undefined, tag: undefined, plan }];
        }),
    );
    return (await Promise.all(plans)).flat();
  }

  private async planOne(name: string, sources: EcrRepositories): Promise<CopyPlan[]> {
    const [repository, there] = await Promise.all([sources.get(name), this.repositories.get(name)]);
    const readLists = listReader(sources.registry, name);
    const wanted = await this.untilExpired.run(() => wantedImages(repository.images, readLists));
    const plans = planCopies(name, wanted, repository, there);
    return this.withoutRefused(name, plans, { registry: sources.registry, repository }, there);
  }

  /** Refuses copies until the lifecycle policy there takes nothing. Fewer copies take less. */
  private async withoutRefused(
    name: string,
    plans: readonly CopyPlan[],
    source: Place,
    repository: EcrRepository,
  ): Promise<CopyPlan[]> {
    const there = { registry: this.registry, repository };
    const refusal = await this.untilExpired.run(() =>
      lifecycleRefusal(name, copiesOf(plans), source, there),
    );
    if (refusal === undefined) return [...plans];
    const plan = { result: { result: "failed", error: refusal.error } } as const;
    const left = plans.map((each) =>
      "copy" in each.plan && refusal.isOf(each.plan.copy) ? { ...each, plan } : each,
    );
    return this.withoutRefused(name, left, source, repository);
  }

  /** The login that the plans need. If there is none to be had, no plan is done. */
  async login(plans: readonly CopyPlan[]): Promise<Login[]> {
    const [copy] = copiesOf(plans);
    if (copy === undefined) return [];
    try {
      return [
        await untilSignal(this.untilExpired.run(() => this.registry.loginTo(copy.repository.uri))),
      ];
    } catch (error) {
      this.refused = toFailure(error);
      return [];
    }
  }

  /** Does what is planned. */
  async copy(
    plans: readonly CopyPlan[],
    source: Registry,
    copier: ImageCopier,
  ): Promise<CopyResult[]> {
    const { refused, repositories, untilExpired } = this;
    if (refused) return this.results(plans, () => refused);
    const copied = await copyTags(copiesOf(plans), repositories, copier, untilExpired, source);
    return this.results(plans, (copy) => copied.get(copy) ?? { result: "not tried" });
  }

  /** The results of plans. */
  results(plans: readonly CopyPlan[], resultOf: (copy: Copy) => TagResult): CopyResult[] {
    return plans.map(({ repository, digest, tag, plan }) => ({
      to: this.to,
      repository,
      tag,
      ...(digest && { digest }),
      ...("copy" in plan ? resultOf(plan.copy) : plan.result),
    }));
  }
}

/** Whether credentials have expired: the stack's, and those of the profile for other accounts. */
export interface Expiries {
  readonly untilExpired: UntilExpired;
  readonly untilProfileExpired: UntilExpired;
}

/**
 * The targets of a stack's images: one for each destination, and in it for each stack that has copies.
 *
 * @param names the full names of the repositories that are meant
 */
export function targetsOf(
  routes: readonly Route[],
  request: CopyRequest,
  names: readonly string[],
  { untilExpired, untilProfileExpired }: Expiries,
): Target[] {
  return routes.flatMap((route) => {
    const copied = route.repositories.filter(({ name }) => names.includes(name));
    const copyStacks = [...new Set(copied.map(({ copyStack }) => copyStack))];
    const profile = profileFor(route, request);
    return copyStacks.map((copyStack) => {
      const own = copied.filter((each) => each.copyStack === copyStack);
      return new Target(route, own, profile, profile ? untilProfileExpired : untilExpired);
    });
  });
}
