//! Tables of addresses for tests: files in the MMDB format with whatever a test wants in them.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot have its table cannot go on"
)]

/// Writes files of the MMDB format, version 2.
pub mod mmdb {
    use std::net::IpAddr;
    use std::path::Path;

    use ipnet::IpNet;
    use serde_json::{Value as Json, json};

    // The types of values, by their numbers in the format.
    const TEXT: u8 = 2;
    const U16: u8 = 5;
    const U32: u8 = 6;
    const MAP: u8 = 7;
    const U64: u8 = 9;
    const LIST: u8 = 11;

    /// One end of a node of the tree.
    #[derive(Clone, Copy)]
    enum End {
        Nothing,
        Node(u32),
        /// The place in the data.
        Record(u32),
    }

    /// Writes a table with these records by network. Those of IPv4 stand where readers look for them, below `::/96`.
    pub fn write(path: &Path, built_at: u64, records: &[(&str, Json)]) {
        let mut nodes = vec![[End::Nothing; 2]];
        let mut data = Vec::new();
        for (network, record) in records {
            let place = u32::try_from(data.len()).expect("a small table");
            put(&mut data, record);
            let (bits, length) = path_of(network.parse().expect("a network"));
            insert(&mut nodes, bits, length, End::Record(place));
        }
        let count = u32::try_from(nodes.len()).expect("a small table");
        let mut file = Vec::new();
        for end in nodes.into_iter().flatten() {
            let value = match end {
                End::Nothing => count,
                End::Node(number) => number,
                // Behind the nodes and the sixteen bytes that part them from the data.
                End::Record(place) => count + 16 + place,
            };
            let [_, high, middle, low] = value.to_be_bytes();
            file.extend([high, middle, low]);
        }
        file.extend([0; 16]);
        file.extend(data);
        file.extend(b"\xab\xcd\xefMaxMind.com");
        let texts = [
            ("database_type", json!("Test-Table")),
            ("description", json!({ "en": "made by a test" })),
            ("languages", json!(["en"])),
        ];
        let numbers = [
            ("binary_format_major_version", U16, 2),
            ("binary_format_minor_version", U16, 0),
            ("build_epoch", U64, built_at),
            ("ip_version", U16, 6),
            ("node_count", U32, u64::from(count)),
            ("record_size", U16, 24),
        ];
        head(&mut file, MAP, texts.len() + numbers.len());
        for (name, value) in texts {
            put(&mut file, &json!(name));
            put(&mut file, &value);
        }
        for (name, kind, value) in numbers {
            put(&mut file, &json!(name));
            put_number(&mut file, kind, value);
        }
        std::fs::write(path, file).expect("the table is written");
    }

    /// The bits of a network in the tree, the first of them highest, and how many of them count.
    fn path_of(network: IpNet) -> (u128, u8) {
        match network.network() {
            IpAddr::V4(address) => (u128::from(address.to_bits()), network.prefix_len() + 96),
            IpAddr::V6(address) => (address.to_bits(), network.prefix_len()),
        }
    }

    fn insert(nodes: &mut Vec<[End; 2]>, bits: u128, length: u8, record: End) {
        let mut at = 0;
        for depth in 0..length {
            let side = usize::from((bits >> (127 - depth)) & 1 == 1);
            let is_last = depth + 1 == length;
            let next = u32::try_from(nodes.len()).expect("a small table");
            let node: &mut [End; 2] = nodes.get_mut(at).expect("a node of the tree");
            let end = node.get_mut(side).expect("one of two");
            let number = match *end {
                _ if is_last => {
                    *end = record;
                    return;
                }
                End::Node(number) => number,
                End::Nothing | End::Record(_) => {
                    *end = End::Node(next);
                    nodes.push([End::Nothing; 2]);
                    next
                }
            };
            at = usize::try_from(number).expect("a small table");
        }
    }

    /// A value: its type and size, then its bytes.
    fn put(data: &mut Vec<u8>, value: &Json) {
        match value {
            Json::String(text) => {
                head(data, TEXT, text.len());
                data.extend(text.as_bytes());
            }
            Json::Number(number) => {
                let number = number.as_u64().expect("a number from zero on");
                put_number(data, U32, number);
            }
            Json::Array(values) => {
                head(data, LIST, values.len());
                values.iter().for_each(|value| put(data, value));
            }
            Json::Object(members) => {
                head(data, MAP, members.len());
                for (name, value) in members {
                    put(data, &json!(name));
                    put(data, value);
                }
            }
            Json::Bool(_) | Json::Null => head(data, MAP, 0),
        }
    }

    /// Without zeros in front.
    fn put_number(data: &mut Vec<u8>, kind: u8, number: u64) {
        let bytes = number.to_be_bytes().into_iter();
        let bytes: Vec<u8> = bytes.skip_while(|byte| *byte == 0).collect();
        head(data, kind, bytes.len());
        data.extend(bytes);
    }

    fn head(data: &mut Vec<u8>, kind: u8, size: usize) {
        let size = u8::try_from(size).expect("a short value");
        let (short, more) = if size < 29 {
            (size, None)
        } else {
            (29, Some(size - 29))
        };
        if kind < 8 {
            data.push((kind << 5) | short);
        } else {
            data.extend([short, kind - 7]);
        }
        data.extend(more);
    }
}
