mock_provider "aws" {}

variables {
  environment = "production"
}

run "keeps_every_image_in_three_repositories" {
  command = plan

  assert {
    condition     = join(" ", keys(output.repository_names)) == "backend celery frontend"
    error_message = "An environment has the backend, celery and frontend repositories."
  }

  assert {
    condition     = aws_ecr_repository.backend.name == "production/artos-postgres-eks-backend"
    error_message = "A repository's name starts with the environment."
  }

  assert {
    condition     = aws_ecr_repository.backend.image_tag_mutability == "IMMUTABLE"
    error_message = "Tags are immutable by default."
  }

  assert {
    condition     = length(aws_ecr_lifecycle_policy.backend) == 0
    error_message = "Every image is kept by default."
  }

  assert {
    condition     = length(aws_ecr_repository_policy.backend) == 0
    error_message = "No other account may pull by default."
  }
}
