# null means the default of a variable that has one.

mock_provider "aws" {}

variables {
  environment                 = "production"
  scan_on_push                = null
  image_tag_mutability        = null
  encryption_type             = null
  kms_key_arn                 = null
  max_image_count             = null
  enable_cross_account_access = null
  cross_account_ids           = null
  create_thirdparty_repos     = null
  tags                        = null
}

run "is_the_default_of_every_variable" {
  command = plan

  assert {
    condition     = aws_ecr_repository.backend.image_scanning_configuration[0].scan_on_push == true
    error_message = "Images are scanned by default."
  }

  assert {
    condition     = aws_ecr_repository.backend.image_tag_mutability == "IMMUTABLE"
    error_message = "Tags are immutable by default."
  }

  assert {
    condition     = aws_ecr_repository.backend.encryption_configuration[0].encryption_type == "AES256"
    error_message = "The encryption is AES256 by default."
  }

  assert {
    condition     = length(aws_ecr_lifecycle_policy.backend) == 0
    error_message = "Every image is kept by default."
  }

  assert {
    condition     = length(aws_ecr_repository_policy.backend) == 0
    error_message = "No other account may pull by default."
  }

  assert {
    condition     = length(aws_ecr_repository.redis) == 0
    error_message = "The third-party repositories are not created by default."
  }

  assert {
    condition     = aws_ecr_repository.backend.tags == tomap({ Component = "backend", Environment = "production" })
    error_message = "There are no tags but the automatic ones by default."
  }
}

run "still_lets_accounts_pull_if_only_they_are_set" {
  variables {
    enable_cross_account_access = true
    cross_account_ids           = ["111111111111"]
  }

  assert {
    condition     = length(aws_ecr_repository_policy.backend) == 1
    error_message = "An account may pull whatever else is null."
  }
}
