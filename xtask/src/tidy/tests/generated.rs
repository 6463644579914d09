//! A generated file that was not committed, or not wholly.

use crate::codegen::GENERATED;
use crate::tidy::generated;
use crate::tidy::tree::Tree;

use super::check;

#[test]
fn every_generated_file_is_there() {
    let whole: Vec<(&str, &str)> = GENERATED.iter().map(|one| (one.path, "{}\n")).collect();
    check(generated::check(&Tree::of(&whole)), &[]);
    let places: Vec<String> = GENERATED.iter().map(|one| format!("{}:1", one.path)).collect();
    let missing: Vec<(&str, &str)> =
        places.iter().map(|place| (place.as_str(), "cargo xtask codegen")).collect();
    check(generated::check(&Tree::of(&[])), &missing);
    let cut_off: Vec<(&str, &str)> = GENERATED.iter().map(|one| (one.path, "{\"open")).collect();
    check(generated::check(&Tree::of(&cut_off)), &missing);
}
