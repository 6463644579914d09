//! The slab against a plain vector, with copies that must not change.

use crate::conformance::Chance;
use crate::memory::slab::Slab;

#[test]
fn a_copy_stays_as_it_was() {
    let mut chance = Chance(5);
    let (mut slab, mut model) = (Slab::new(), Vec::new());
    let mut copies = Vec::new();
    for step in 0..5_000u64 {
        match chance.below(10) {
            0..=5 => {
                assert_eq!(slab.push(step) as usize, model.len());
                model.push(step);
            }
            6..=8 if !model.is_empty() => {
                let index = chance.below(model.len() as u64) as u32;
                *slab.get_mut(index).unwrap() = step;
                model[index as usize] = step;
            }
            _ if copies.len() < 40 => copies.push((slab.clone(), model.clone())),
            _ => {}
        }
    }
    copies.push((slab, model));
    for (slab, model) in copies {
        assert!(slab.iter().eq(model.iter()));
        assert_eq!(slab.len(), model.len());
        let beyond = model.len() as u32;
        assert_eq!(
            (slab.get(beyond), beyond.checked_sub(1).and_then(|last| slab.get(last))),
            (None, model.last())
        );
    }
}
