/** The images' names below the environment, by component. */
const OWN = `{
    backend  = "artos-postgres-eks-backend"
    celery   = "artos-postgres-eks-celery"
    frontend = "frontend"
  }`;

const LIFECYCLE = `jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep last 20 images"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })`;

const PULL = `jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "AllowCrossAccountPull"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::222222222222:root" }
      Action    = ["ecr:BatchGetImage", "ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer"]
    }]
  })`;

/** The document's module as somebody wrote it with \`for_each\`; `environment` is its variable. */
export const WITH_FOR_EACH = `
variable "environment" {}

locals {
  images = ${OWN}
}

resource "aws_ecr_repository" "this" {
  for_each             = local.images
  name                 = "\${var.environment}/\${each.value}"
  image_tag_mutability = "IMMUTABLE"
  image_scanning_configuration {
    scan_on_push = true
  }
  tags = { Environment = var.environment, Component = each.key, Team = "platform" }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each   = local.images
  repository = aws_ecr_repository.this[each.key].name
  policy     = ${LIFECYCLE}
}

resource "aws_ecr_repository_policy" "this" {
  for_each   = local.images
  repository = aws_ecr_repository.this[each.key].name
  policy     = ${PULL}
}
`;

/** The same with \`count\`. */
export const WITH_COUNT = WITH_FOR_EACH.replaceAll(
  "for_each   = local.images",
  "count      = length(local.images)",
)
  .replace("for_each             = local.images", "count                = length(local.images)")
  .replace("each.value", "values(local.images)[count.index]")
  .replace("Component = each.key", "Component = keys(local.images)[count.index]")
  .replaceAll("this[each.key]", "this[count.index]");

/** A root module that calls the module in `./old`, and has something of its own. */
export const ROOT = `
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

resource "terraform_data" "other" {}

module "ecr" {
  source      = "./old"
  environment = "production"
}
`;

/** The root module without the call. */
export const ROOT_WITHOUT_MODULE = ROOT.slice(0, ROOT.indexOf("module "));
