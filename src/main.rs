//! The binary `evalc`.

/// A check takes and gives back a hundred thousand small pieces of memory (benches/README.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    evalc::cli::run()
}
