//! 相近的名称 · what somebody meant who misspelt a name.

/// The known name that another is most like; none where it is like none.
pub(crate) fn nearest(name: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let near = known.map(|known| {
        (
            distance(name, known),
            name.chars().count().max(known.chars().count()),
            known,
        )
    });
    near.filter(|(distance, longer, _)| distance * 2 <= *longer)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., known)| known)
}

/// How many letters must be changed, added or left out to make one name of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut corner = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in b.iter().enumerate() {
            let changed = corner + usize::from(letter != *other);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}
