//! The slab against a plain vector, with copies that must not change.

use proptest::prelude::*;

use crate::Slab;

/// So large that a few entries fill a chunk.
type Entry = [usize; 64];

#[derive(Debug, Clone)]
enum Step {
    Push,
    Change(prop::sample::Index),
    Copy,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        12 => Just(Step::Push),
        6 => any::<prop::sample::Index>().prop_map(Step::Change),
        1 => Just(Step::Copy),
    ];
    prop::collection::vec(step, 0..1_000)
}

proptest! {
    #[test]
    fn a_copy_stays_as_it_was(steps in steps()) {
        let (mut slab, mut model) = (Slab::<Entry>::default(), Vec::new());
        let mut copies = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            let entry = [number; 64];
            match step {
                Step::Push => {
                    prop_assert_eq!(slab.push(entry) as usize, model.len());
                    model.push(entry);
                }
                Step::Change(any) if !model.is_empty() => {
                    let index = any.index(model.len());
                    slab[index as u32] = entry;
                    model[index] = entry;
                }
                Step::Change(_) => {}
                Step::Copy => copies.push((slab.clone(), model.clone())),
            }
        }
        copies.push((slab, model));
        for (slab, model) in copies {
            prop_assert!(slab.iter().eq(model.iter()));
            prop_assert_eq!(slab.len(), model.len());
            let beyond = model.len() as u32;
            prop_assert_eq!(slab.get(beyond), None);
            let last = beyond.checked_sub(1).and_then(|last| slab.get(last));
            prop_assert_eq!(last, model.last());
        }
    }
}
