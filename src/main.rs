//! The binary `evalc`.

fn main() -> std::process::ExitCode {
    evalc::cli::run()
}
