import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { EcrWire } from "../__tests__/support/ecr-wire.ts";
import { type Measured, measure } from "./measure.ts";

const RUNS = 5;
const REPOSITORIES = 1_000;
const IMAGES = 100;

/**
 * Measures reviews, without Terraform's own time: of a plan that changes nothing, and of one by
 * which images in each repository expire. A stand-in for ECR on this machine answers the questions.
 */
export async function measureReview(folder: string): Promise<Measured[]> {
  const ecr = new EcrWire();
  ecr.answer = () => ({ body: { imageDetails: images() } });
  const env = { ...(await ecr.listen()), AWS_REGION: "us-east-1" };
  const subject = (name: string, kept: number) => {
    const path = join(folder, `plan-${kept}.json`);
    writeFileSync(path, JSON.stringify(plan(kept)));
    const command = `node ${resolve("bin/artos-ecr")} review --plan ${path} || [ $? = 1 ]`;
    return { name, command, cwd: folder, env };
  };
  try {
    return await measure(
      [subject("nothing changes", 50), subject(`images expire in all ${REPOSITORIES}`, 10)],
      RUNS,
    );
  } finally {
    ecr.close();
  }
}

function images() {
  return Array.from({ length: IMAGES }, (_, index) => ({
    imageDigest: `sha256:${index.toString(16).padStart(64, "0")}`,
    imageTags: [`v${index}`],
    imageSizeInBytes: 100_000_000,
    imagePushedAt: 1_700_000_000 + index,
  }));
}

function plan(kept: number) {
  const names = Array.from({ length: REPOSITORIES }, (_, index) => `qa/image-${index}`);
  return {
    format_version: "1.2",
    planned_values: {},
    resource_changes: names.flatMap((name, index) => {
      const repository = {
        name,
        arn: `arn:aws:ecr:us-east-1:123456789012:repository/${name}`,
        image_tag_mutability: "IMMUTABLE",
      };
      const [before, after] = [lifecycle(name, 50), lifecycle(name, kept)];
      return [
        change("aws_ecr_repository", index, repository, repository),
        change("aws_ecr_lifecycle_policy", index, before, after),
      ];
    }),
  };
}

function lifecycle(repository: string, countNumber: number) {
  const selection = { tagStatus: "any", countType: "imageCountMoreThan", countNumber };
  const rules = [{ rulePriority: 1, selection, action: { type: "expire" } }];
  return { repository, policy: JSON.stringify({ rules }) };
}

function change(type: string, index: number, before: object, after: object) {
  const actions =
    JSON.stringify(before) === JSON.stringify(after) ? ["no-op"] : ["delete", "create"];
  const name = `image-${index}`;
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    change: { actions, before, after },
  };
}
