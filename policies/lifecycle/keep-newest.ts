// The keys of the document are in alphabetical order, as Terraform's jsonencode writes them.

/**
 * The lifecycle policy that keeps the newest images and expires the rest. Source: the ECR module's
 * document, Lifecycle Policies.
 *
 * @param count how many images to keep, 1 or more, or a Terraform expression
 */
export function keepNewest(count: number | string): object {
  return {
    rules: [
      {
        action: { type: "expire" },
        description: `Keep last ${count} images`,
        rulePriority: 1,
        selection: { countNumber: count, countType: "imageCountMoreThan", tagStatus: "any" },
      },
    ],
  };
}
