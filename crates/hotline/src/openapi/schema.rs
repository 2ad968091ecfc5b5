//! As much of JSON Schema (2020-12) as the document uses: whether a value is what a schema says, and values that are,
//! or are nearly.

use std::collections::BTreeMap;

use kernel::testing::SeededEntropy;
use kernel::{Entropy, Id};
use serde_json::{Map, Value, json};

/// What stands where a schema refers to, or the schema itself.
pub(super) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(&reference[1..]).unwrap(),
        None => schema,
    }
}

/// Why a value is not what a schema says; nothing where it is.
pub(super) fn fault(document: &Value, schema: &Value, value: &Value, at: &str) -> Option<String> {
    let schema = resolve(document, schema);
    if let Some(choices) = schema["anyOf"].as_array() {
        let one = choices
            .iter()
            .any(|choice| fault(document, choice, value, at).is_none());
        return (!one).then(|| format!("{at}: none of the choices"));
    }
    let named = match &schema["type"] {
        Value::String(name) => vec![name.as_str()],
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !named.is_empty() && !named.contains(&is) {
        return Some(format!("{at}: {is} where {named:?} is said"));
    }
    if let Some(listed) = schema["enum"].as_array()
        && !listed.contains(value)
    {
        return Some(format!("{at}: {value} is not listed"));
    }
    match value {
        Value::String(text) if schema["format"] == "uuid" => {
            let read = text.parse::<Id<()>>();
            read.err().map(|_| format!("{at}: no UUID"))
        }
        Value::String(text) if schema["format"] == "date-time" => {
            let read = text.parse::<jiff::Timestamp>();
            read.err().map(|_| format!("{at}: no instant"))
        }
        Value::Array(values) => values.iter().enumerate().find_map(|(index, value)| {
            fault(document, &schema["items"], value, &format!("{at}/{index}"))
        }),
        Value::Object(fields) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let missing = required
                .filter_map(Value::as_str)
                .find(|name| !fields.contains_key(*name));
            if let Some(missing) = missing {
                return Some(format!("{at}: {missing} is missing"));
            }
            fields.iter().find_map(|(name, value)| {
                let at = format!("{at}/{name}");
                match (&schema["properties"][name], &schema["additionalProperties"]) {
                    (Value::Null, Value::Bool(false)) => Some(format!("{at}: not said")),
                    (Value::Null, Value::Object(_)) => {
                        fault(document, &schema["additionalProperties"], value, &at)
                    }
                    (Value::Null, _) => None,
                    (said, _) => fault(document, said, value, &at),
                }
            })
        }
        _ => None,
    }
}

/// A source of choices that are the same for the same seed.
pub(super) struct Dice {
    entropy: SeededEntropy,
    /// What leads somewhere, by the name of a field or parameter.
    good: BTreeMap<String, Value>,
}

/// What programs send that nobody expected.
const ODD: [&str; 12] = [
    "",
    " ",
    "word",
    "\u{0}",
    "\u{202e}\u{200b}",
    "ភាសាខ្មែរ",
    "🏳️‍🌈",
    "../../etc",
    "' OR 1=1 --",
    "http://host-a.test/p/17",
    "00000000-0000-4000-8000-000000000000",
    "9999999999999999999999",
];

impl Dice {
    pub(super) fn new(seed: u64, good: &BTreeMap<String, Value>) -> Self {
        Self {
            entropy: SeededEntropy::new(seed),
            good: good.clone(),
        }
    }

    /// A value of this name: mostly one that leads somewhere, if there is one.
    pub(super) fn named(
        &self,
        document: &Value,
        name: &str,
        schema: &Value,
        slips: usize,
    ) -> Value {
        match self.good.get(name) {
            Some(good) if slips == 0 || self.below(slips) > 0 => good.clone(),
            _ => self.value(document, schema, slips),
        }
    }

    /// A number below this.
    pub(super) fn below(&self, end: usize) -> usize {
        let mut bytes = [0; 4];
        self.entropy.fill(&mut bytes);
        usize::try_from(u32::from_le_bytes(bytes)).unwrap() % end
    }

    /// One of these.
    pub(super) fn one<T: Clone>(&self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    /// A text that nobody expected; now and then a long one.
    pub(super) fn odd(&self) -> String {
        match self.below(20) {
            0 => "word ".repeat(20_000),
            _ => self.one(&ODD).to_owned(),
        }
    }

    /// Whatever JSON there is.
    fn anything(&self) -> Value {
        match self.below(8) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.one(&[0_i64, -1, i64::MAX, i64::MIN, 17])),
            3 => json!(1.5e300),
            4 => json!([self.odd(), [[]], {}]),
            5 => json!({ self.odd(): self.odd() }),
            _ => json!(self.odd()),
        }
    }

    /// A value that a schema says; one part in so many of it is something else instead.
    pub(super) fn value(&self, document: &Value, schema: &Value, slips: usize) -> Value {
        let schema = resolve(document, schema);
        if slips > 0 && self.below(slips) == 0 {
            return self.anything();
        }
        if let Some(choices) = schema["anyOf"].as_array() {
            return self.value(document, &self.one(choices), slips);
        }
        if let Some(listed) = schema["enum"].as_array() {
            return self.one(listed);
        }
        let named = match &schema["type"] {
            Value::Array(names) => self.one(names),
            named => named.clone(),
        };
        match named.as_str().unwrap_or_default() {
            "boolean" => json!(self.below(2) == 0),
            "integer" => json!(1 + self.below(50)),
            "array" => {
                let count = self.below(4);
                let values = (0..count).map(|_| self.value(document, &schema["items"], slips));
                Value::Array(values.collect())
            }
            "object" => self.object(document, schema, slips),
            "string" if schema["format"] == "uuid" => json!(Id::<()>::random(&self.entropy)),
            "string" => json!(self.odd()),
            _ => Value::Null,
        }
    }

    fn object(&self, document: &Value, schema: &Value, slips: usize) -> Value {
        let mut fields = Map::new();
        let required = schema["required"].to_string();
        for (name, said) in schema["properties"].as_object().into_iter().flatten() {
            let left_out = if required.contains(&format!("\"{name}\"")) {
                slips > 0 && self.below(slips) == 0
            } else {
                self.below(2) == 0
            };
            if !left_out {
                fields.insert(name.clone(), self.named(document, name, said, slips));
            }
        }
        if schema["additionalProperties"].is_object() {
            for name in ["classification", "site_type", "word"] {
                let value = self.value(document, &schema["additionalProperties"], slips);
                fields.insert(name.to_owned(), value);
            }
        }
        if slips > 0 && self.below(slips) == 0 {
            fields.insert(self.odd(), self.anything());
        }
        Value::Object(fields)
    }
}
