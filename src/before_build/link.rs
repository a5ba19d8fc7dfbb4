//! How the program is linked.

/// On Linux the program stands at a fixed address. One that may stand anywhere rewrites 1.4 MB of addresses whenever it starts, most of them the
/// typesetter's, and that is a tenth of a whole `evalc check`.
pub fn at_a_fixed_address() {
    let is = |name: &str, value: &str| std::env::var_os(name).is_some_and(|said| said == value);
    if is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu") {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
