//! Tells cargo that the built files are part of this crate: it does not notice new ones itself.

fn main() {
    println!("cargo::rerun-if-changed=dist");
    println!("cargo::rerun-if-changed=embed/build.rs");
}
