//! `eval.toml` and `eval.lock` (项目配置). Rank 9.
