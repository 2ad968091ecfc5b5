use proptest::prelude::*;

use super::*;

/// Invented words, the same for the same seed.
fn words(seed: u64, count: usize) -> Vec<String> {
    let mut state = seed;
    let mut next = || {
        // Steele, Lea, Flood: SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    };
    (0..count)
        .map(|_| {
            let syllables = [
                "ka", "lo", "mi", "ren", "tu", "sa", "vok", "ne", "pri", "dun",
            ];
            let length = 2 + next() % 3;
            (0..length)
                .map(|_| syllables[usize::try_from(next() % 10).unwrap()])
                .collect()
        })
        .collect()
}

fn mark(words: &[String]) -> Mark {
    Mark::of(&words.join(" ")).unwrap()
}

/// How far a page is from itself with every so-manieth word exchanged.
fn exchanged(seed: u64, every: usize) -> u32 {
    let before = words(seed, 300);
    let mut after = before.clone();
    let others = words(seed + 1_000_000, 300);
    for place in (0..300).step_by(every) {
        after[place].clone_from(&others[place]);
    }
    mark(&before).distance(mark(&after))
}

fn sorted(distances: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut distances: Vec<_> = distances.collect();
    distances.sort_unstable();
    distances
}

#[test]
fn the_mark_of_a_text_is_what_it_always_was() {
    // Marks are kept for years: whoever changes how they are made has to say what becomes of the old ones.
    let text = "A harmless page of the small internet. This internet is simulated.";
    assert_eq!(Mark::of(text).unwrap().0, 0x8e9f_9821_f001_40b2);
}

#[test]
fn a_few_words_move_a_mark_a_little_and_others_move_it_far() {
    // The pack's 12 lies between: of two hundred pages each.
    let one_in_fifty = sorted((0..200).map(|seed| exchanged(seed, 50)));
    let one_in_twenty = sorted((0..200).map(|seed| exchanged(seed, 20)));
    let strangers = sorted(
        (0..200).map(|seed| mark(&words(seed, 300)).distance(mark(&words(seed + 5_000, 300)))),
    );
    println!(
        "one word in 50: {} / {}; one in 20: {} / {}; strangers: {} / {} (p50, p99 or p1)",
        one_in_fifty[100],
        one_in_fifty[198],
        one_in_twenty[100],
        one_in_twenty[198],
        strangers[100],
        strangers[2]
    );
    assert!(one_in_fifty[198] <= 12, "{}", one_in_fifty[198]);
    assert!(strangers[2] > 12, "{}", strangers[2]);
}

#[test]
fn khmer_is_told_apart_too() {
    let one = "ទំព័រនេះជាទំព័រសាកល្បងដែលគ្មានគ្រោះថ្នាក់ នៅក្នុងបណ្ដាញតូចមួយ";
    let other = "សូមអរគុណសម្រាប់ការចូលមើល គេហទំព័រនេះនឹងបើកឡើងវិញនៅថ្ងៃស្អែក";
    let (one, other) = (Mark::of(one).unwrap(), Mark::of(other).unwrap());
    assert!(one.distance(other) > 12);
}

#[test]
fn too_few_words_have_no_mark() {
    assert_eq!(Mark::of(""), None);
    assert_eq!(Mark::of("Not found"), None);
    assert_eq!(Mark::of(&"again ".repeat(1_000)), None);
}

proptest! {
    #[test]
    fn a_mark_is_of_the_letters_alone(seed in any::<u64>(), upper in any::<bool>(), gap in "[ \n\t.,;!-]{1,4}") {
        let words = words(seed, 60);
        let mut other = words.join(&gap);
        if upper {
            other = other.to_uppercase();
        }
        prop_assert_eq!(mark(&words), Mark::of(&other).unwrap());
    }

    #[test]
    fn dates_and_counters_do_not_count(seed in any::<u64>(), one in any::<u32>(), other in any::<u32>()) {
        let text = words(seed, 60).join(" ");
        let with = |number: u32| Mark::of(&format!("{text} seen {number} times {text}"));
        prop_assert_eq!(with(one), with(other));
    }

    #[test]
    fn how_far_apart_is_a_distance(one in any::<u64>(), other in any::<u64>(), third in any::<u64>()) {
        let (one, other, third) = (Mark(one), Mark(other), Mark(third));
        prop_assert_eq!(one.distance(one), 0);
        prop_assert_eq!(one.distance(other), other.distance(one));
        prop_assert!(one.distance(third) <= one.distance(other) + other.distance(third));
        prop_assert_eq!(Mark::of_bytes(&one.bytes()), Some(one));
    }

    #[test]
    fn no_text_is_too_much_for_it(text in "\\PC{0,400}") {
        prop_assert_eq!(Mark::of(&text), Mark::of(&text));
    }
}
