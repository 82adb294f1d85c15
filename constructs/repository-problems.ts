import { Token } from "cdktf";
import type * as z from "zod";
import { ENCRYPTION_RELATIONS } from "../settings/encryption-relations.ts";
import { parse } from "../settings/parse.ts";
import type { Problem } from "../settings/problem.ts";
import { COMPONENT, FULL_NAME } from "../settings/repository-shape.ts";
import { SETTINGS } from "../settings/setting-table.ts";
import type { EncryptionType } from "../settings/settings.ts";
import { flag, shapeOf } from "../settings/shape.ts";
import type { ImageRepositoryProps } from "./image-repository-props.ts";

const SHAPES: Readonly<Record<string, z.ZodType>> = {
  component: COMPONENT,
  name: FULL_NAME,
  imageTagMutability: shapeOf(SETTINGS.imageTagMutability).optional(),
  scanOnPush: flag.optional(),
  encryptionType: shapeOf(SETTINGS.encryptionType).optional(),
  kmsKeyArn: shapeOf(SETTINGS.kmsKeyArn).optional(),
  tags: shapeOf(SETTINGS.tags).optional(),
  preventDestroy: flag.optional(),
};

/**
 * The problems of a repository's props. Values that Terraform computes are not checked.
 *
 * @param path every problem's path begins with it
 */
export function repositoryProblems(path: string, props: ImageRepositoryProps): Problem[] {
  const single = Object.entries(SHAPES).flatMap(([name, shape]) => {
    const value = props[name as keyof ImageRepositoryProps];
    if (name !== "component" && holdsExpression(value)) return [];
    const parsed = parse(shape, `${path}.${name}`, () => value);
    return "problems" in parsed ? parsed.problems : [];
  });
  return single.length > 0 ? single : encryptionProblems(path, props);
}

/** What is wrong with a policy as text. */
export function policyProblems(path: string, policy: unknown): Problem[] {
  if (holdsExpression(policy) || isJsonObject(policy)) return [];
  return [
    {
      path,
      value: policy,
      must: "must be a JSON object as text",
      source: "ECR API, SetRepositoryPolicy",
    },
  ];
}

function isJsonObject(policy: unknown): boolean {
  try {
    const document: unknown = JSON.parse(policy as string);
    return typeof policy === "string" && typeof document === "object" && document !== null;
  } catch {
    return false;
  }
}

function encryptionProblems(path: string, props: ImageRepositoryProps): Problem[] {
  const { encryptionType = "AES256", kmsKeyArn = null } = props;
  if (holdsExpression(encryptionType) || holdsExpression(kmsKeyArn)) return [];
  const settings = {
    encryptionType: encryptionType as EncryptionType,
    kmsKeyArn: kmsKeyArn as string | null,
  };
  return ENCRYPTION_RELATIONS.filter(({ holds }) => !holds(settings)).map(({ must, source }) => ({
    path: `${path}.kmsKeyArn`,
    value: kmsKeyArn,
    must,
    source,
  }));
}

function holdsExpression(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  if (typeof value !== "object" || value === null) return false;
  return Token.isUnresolved(value) || Object.entries(value).flat().some(holdsExpression);
}
