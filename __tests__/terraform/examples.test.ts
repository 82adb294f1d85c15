import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { DOCUMENTED, keepLast } from "../support/document.ts";
import { Playground } from "../support/playground.ts";
import { readBack } from "../support/read-back.ts";
import { describeReal } from "../support/real.ts";
import { actionsOf } from "../support/terraform.ts";

describeReal("the examples on real Terraform", () => {
  let playground: Playground;

  beforeAll(async () => {
    playground = await Playground.open();
  });
  afterEach(() => playground.moto.reset());
  afterAll(() => playground?.close());

  it.each(["basic", "production-kms", "shared-services", "development"])(
    "%s creates what the document says, and goes again",
    async (name) => {
      const terraform = playground.copyOf(`examples/${name}`);
      await terraform.init();
      await terraform.run("validate");
      await terraform.plan();
      await terraform.apply();
      expect(actionsOf(await terraform.plan())).toEqual({});

      const outputs = await terraform.outputs();
      const actual = await readBack(playground.moto);
      const key = Object.values(actual)[0]?.encryption.key;
      expect(actual).toEqual(expected(name, key));
      expect(outputs.registry_url).toBe("123456789012.dkr.ecr.us-east-1.amazonaws.com");
      expect(Object.values(outputs.repository_urls as object).sort()).toEqual(
        Object.keys(actual)
          .map((repository) => `123456789012.dkr.ecr.us-east-1.amazonaws.com/${repository}`)
          .sort(),
      );

      await terraform.destroy();
      expect(await readBack(playground.moto)).toEqual({});
    },
  );
});

/** What the document says of an example, given the key that the example made. */
function expected(name: string, key: string | undefined): Record<string, object> {
  switch (name) {
    case "basic":
      return withAll(DOCUMENTED.production, {
        encryption: { type: "AES256", key: undefined },
        tags: { Environment: "production", ManagedBy: "terraform" },
        lifecyclePolicy: keepLast(10),
        repositoryPolicy: undefined,
      });
    case "production-kms":
      expect(key).toMatch(/^arn:aws:kms:us-east-1:123456789012:key\/[0-9a-f-]{36}$/);
      return withAll(DOCUMENTED.production, { encryption: { type: "KMS", key } });
    case "shared-services":
      return DOCUMENTED.shared;
    default:
      return DOCUMENTED.development;
  }
}

/** Repositories with some attributes changed; the `Component` tag stays each one's own. */
function withAll(
  repositories: Record<string, object>,
  { tags, ...attributes }: { readonly tags?: object; readonly [name: string]: unknown },
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(repositories).map(([name, repository]) => {
      const own = (repository as { tags: Record<string, string> }).tags;
      const newTags = tags ? { ...tags, Component: own.Component } : own;
      return [name, { ...repository, ...attributes, tags: newTags }];
    }),
  );
}
