import { readFileSync } from "node:fs";
import { Testing } from "cdktf";
import { expect, it } from "vitest";
import { accessorWords } from "../policies/access/accessor-words.ts";
import { accessorsOf, PULL_NEEDS, PUSH_NEEDS } from "../policies/access/accessors.ts";
import { GRANT_LISTS } from "../settings/access/grants-shape.ts";
import { componentOf, recipes, stackOfRecipes } from "./support/recipes.ts";

it("the recipes of docs/access.md do what they say", () => {
  const stack = stackOfRecipes(Testing.app());
  expect(stack.node.findAll().flatMap(({ node }) => node.validate())).toEqual([]);
  const policies = JSON.parse(Testing.synth(stack)).resource.aws_ecr_repository_policy;
  const access = recipes().map((recipe) => {
    const { policy } = policies[componentOf(recipe)] ?? policies.backend;
    const words = (actions: string[]) => accessorsOf(policy, actions)?.map(accessorWords).join();
    return `${recipe.title}: pull ${words(PULL_NEEDS)}; push ${words(PUSH_NEEDS)}`;
  });
  expect(access).toEqual([
    "Another account pulls: pull 111111111111; push ",
    "An organization pulls: pull organization o-a1b2c3d4e5; push ",
    "One organizational unit pulls: pull organization path o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*; push ",
    "Lambda functions in another account run the images: pull 111111111111,Lambda in 111111111111; push ",
    "Lambda functions in the own account run the images: pull Lambda in 123456789012; push ",
    "GitHub Actions pushes by an OIDC role: pull ; push arn:aws:iam::123456789012:role/github-actions",
    "A role of another account pushes: pull ; push arn:aws:iam::111111111111:role/image-builder",
    "CodeBuild pulls: pull codebuild.amazonaws.com if aws:SourceArn is like arn:aws:codebuild:us-east-1:123456789012:project/*; push ",
    "One repository is open to every AWS account: pull every AWS account; push ",
    "A statement of your own: pull ; push ",
    "A role that the same stack creates: pull ${aws_iam_role.builder.arn}; push ${aws_iam_role.builder.arn}",
  ]);
});

it("docs/access.md has every setting", () => {
  const page = readFileSync("docs/access.md", "utf8");
  expect(GRANT_LISTS).toContain("lambdaAccountIds");
  const others = ["policyStatements", "openToEveryAwsAccount", "repositoryPolicy"];
  for (const name of [...GRANT_LISTS, ...others]) {
    expect(page).toMatch(new RegExp(`^\\| .*\`${name}\`.* \\|`, "m"));
  }
});
