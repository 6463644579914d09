//! Many values as one argument.
//!
//! A batch has thousands of values. As arguments of their own each is read, allocated and copied by
//! the server before the script even begins; as one argument in MessagePack they are unpacked in
//! one go, into the very list that the next command takes.

/// A MessagePack array in the making.
#[derive(Debug)]
pub(super) struct List {
    count: u32,
    bytes: Vec<u8>,
}

/// `array 32`, and four bytes of count.
const HEADER: [u8; 5] = [0xdd, 0, 0, 0, 0];

impl List {
    pub(super) fn new() -> Self {
        Self { count: 0, bytes: HEADER.to_vec() }
    }

    /// Append a text or bytes; to Lua both are strings.
    pub(super) fn push(&mut self, value: &[u8]) {
        self.count += 1;
        let length = value.len();
        match (u8::try_from(length), u16::try_from(length)) {
            (Ok(short @ ..32), _) => self.bytes.push(0xa0 | short),
            (Ok(length), _) => self.bytes.extend([0xd9, length]),
            (_, Ok(length)) => {
                self.bytes.push(0xda);
                self.bytes.extend(length.to_be_bytes());
            }
            _ => {
                self.bytes.push(0xdb);
                self.bytes.extend(u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes());
            }
        }
        self.bytes.extend_from_slice(value);
    }

    /// Append a number in decimal.
    pub(super) fn push_number(&mut self, number: impl ToString) {
        self.push(number.to_string().as_bytes());
    }

    /// Append a list.
    pub(super) fn push_list(&mut self, list: Self) {
        self.count += 1;
        self.bytes.extend(list.finish());
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes[1..HEADER.len()].copy_from_slice(&self.count.to_be_bytes());
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::List;

    /// Every length has its form (<https://github.com/msgpack/msgpack>, `spec.md`).
    #[test]
    fn values_have_the_form_of_their_length() {
        let cases: [(usize, &[u8]); 7] = [
            (0, &[0xa0]),
            (31, &[0xbf]),
            (32, &[0xd9, 32]),
            (255, &[0xd9, 255]),
            (256, &[0xda, 1, 0]),
            (65_535, &[0xda, 255, 255]),
            (65_536, &[0xdb, 0, 1, 0, 0]),
        ];
        for (length, form) in cases {
            let mut list = List::new();
            list.push(&vec![7; length]);
            let expected = [&[0xdd, 0, 0, 0, 1], form, &vec![7; length]].concat();
            assert_eq!(list.finish(), expected, "{length}");
        }
    }

    #[test]
    fn lists_hold_lists() {
        let (mut outer, mut inner) = (List::new(), List::new());
        inner.push_number(-17);
        outer.push_list(inner);
        outer.push_list(List::new());
        let expected = [0xdd, 0, 0, 0, 2, 0xdd, 0, 0, 0, 1, 0xa3, b'-', b'1', b'7'];
        assert_eq!(outer.finish(), [&expected[..], &[0xdd, 0, 0, 0, 0]].concat());
    }
}
