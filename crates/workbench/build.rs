//! The pages are packed in again whenever they were built again.

fn main() {
    println!("cargo:rerun-if-changed=../../ui/dist");
}
