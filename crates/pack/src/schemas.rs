//! The schemas of a pack: the one that decides, those asked beside it, and the earlier versions that what was
//! assessed under them is read by.

use std::collections::BTreeSet;

use serde::Deserialize;
use toml::Spanned;

use crate::tree::Tree;
use crate::{Fault, Laws, Mapping, Schema};

/// `schemas.toml`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Chosen {
    pub(crate) deciding: Spanned<String>,
    #[serde(default)]
    pub(crate) beside: Vec<Spanned<String>>,
}

/// A schema asked beside the deciding one.
#[derive(Clone, Debug)]
pub struct Beside {
    /// It.
    pub schema: Schema,
    /// What its labels suggest, where the pack says so.
    pub mapping: Option<Mapping>,
}

impl Chosen {
    /// The deciding schema, and those beside it with their mappings.
    pub(crate) fn pick(
        &self,
        schemas: &[Schema],
        mappings: &[Mapping],
    ) -> Option<(Schema, Vec<Beside>)> {
        let named = |stem: &String| schemas.iter().find(|schema| schema.stem() == *stem);
        let deciding = self.deciding(schemas)?.clone();
        let to = deciding.stem();
        let beside = self
            .beside
            .iter()
            .filter_map(|stem| named(stem.get_ref()))
            .map(|schema| Beside {
                schema: schema.clone(),
                mapping: mappings
                    .iter()
                    .find(|mapping| mapping.from == schema.stem() && mapping.to == to)
                    .cloned(),
            })
            .collect();
        Some((deciding, beside))
    }

    /// The schema that decides.
    pub(crate) fn deciding<'a>(&self, schemas: &'a [Schema]) -> Option<&'a Schema> {
        let stem = self.deciding.get_ref();
        schemas.iter().find(|schema| schema.stem() == *stem)
    }

    /// What it names and is not there.
    pub(crate) fn faults(&self, tree: &Tree<'_>, schemas: &[Schema]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut asked = BTreeSet::new();
        for name in std::iter::once(&self.deciding).chain(&self.beside) {
            let stem = name.get_ref();
            let message = match schemas.iter().find(|schema| schema.stem() == *stem) {
                None => format!("there is no schemas/{stem}.toml"),
                Some(schema) if !asked.insert(&schema.schema) => {
                    "one version of a schema is asked at a time".to_owned()
                }
                Some(_) => continue,
            };
            faults.push(tree.fault_at(name.span().start, message));
        }
        faults
    }

    /// Whether this schema decides, or is another version of the one that does.
    pub(crate) fn decides(&self, schema: &Schema, schemas: &[Schema]) -> bool {
        self.deciding(schemas)
            .is_some_and(|deciding| deciding.schema == schema.schema)
    }
}

/// The faults of the schema in a file: also that it is not the one its name says.
pub(crate) fn schema_faults(
    name: &str,
    schema: &Schema,
    tree: &Tree<'_>,
    chosen: &Chosen,
    schemas: &[Schema],
) -> Vec<Fault> {
    let stem = schema.stem();
    let mut faults = schema.faults(tree, chosen.decides(schema, schemas));
    if name != format!("schemas/{stem}.toml") {
        let message = format!("the file of this schema is named {stem}.toml");
        faults.push(tree.fault(&["version"], message));
    }
    faults
}

/// The faults of a mapping: of which schemas it speaks, and what it says of them.
pub(crate) fn mapping_faults(
    mapping: &Mapping,
    tree: &Tree<'_>,
    schemas: &[Schema],
    laws: &Laws,
) -> Vec<Fault> {
    let named = |stem: &String| schemas.iter().find(|schema| schema.stem() == *stem);
    match (named(&mapping.from), named(&mapping.to)) {
        (Some(from), Some(to)) => mapping.faults(tree, from, to, laws),
        (None, _) => {
            vec![tree.fault(&["from"], format!("there is no schema {}", mapping.from))]
        }
        (_, None) => vec![tree.fault(&["to"], format!("there is no schema {}", mapping.to))],
    }
}
