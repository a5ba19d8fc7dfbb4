//! The binary `evalc`.

/// Trees are many small pieces: an allocator made for them takes a tenth off a check.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    evalc::cli::run()
}
