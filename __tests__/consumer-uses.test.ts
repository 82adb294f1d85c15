import { expect, it } from "vitest";
import { USES } from "../cli/consumer-policy/uses.ts";
import { accessorsOf, PULL_NEEDS } from "../policies/access/accessors.ts";

const Action = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
const consumers = (Statement: object) => {
  const pull = accessorsOf(JSON.stringify({ Statement }), PULL_NEEDS) ?? null;
  return USES.lambda.consumers({ pull } as never)?.length;
};

it.each([
  undefined,
  { StringLike: { "aws:SourceArn": "arn:aws:lambda:us-east-1:111111111111:function:api-*" } },
  { StringEquals: { "aws:SourceAccount": "111111111111" } },
])("Lambda functions may run the images, whatever else must hold: %j", (Condition) => {
  const Principal = { Service: "lambda.amazonaws.com" };
  expect(consumers({ Effect: "Allow", Principal, Action, Condition })).toBe(1);
  const codebuild = { Service: "codebuild.amazonaws.com" };
  expect(consumers({ Effect: "Allow", Principal: codebuild, Action, Condition })).toBe(0);
});
