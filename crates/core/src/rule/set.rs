use std::collections::BTreeMap;

use super::{FileRule, ProjectRule, Rule};

/// Rules by id.
#[derive(Debug, Default)]
pub struct RuleSet {
    rules: BTreeMap<String, Rule>,
}

/// A rule that cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleSetError {
    /// Another rule has the id.
    #[error("two rules have the id `{0}`: give one of them another id")]
    Duplicate(String),
    /// The id is not in kebab-case.
    #[error(
        "`{0}` is no rule id: write lower-case words joined by hyphens, such as `mock-function`"
    )]
    Id(String),
}

impl RuleSet {
    /// A set without rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule over single files.
    ///
    /// # Errors
    /// If the id is taken or not in kebab-case.
    pub fn add_file_rule(&mut self, rule: impl FileRule + 'static) -> Result<(), RuleSetError> {
        self.add(Rule::File(Box::new(rule)))
    }

    /// Adds a rule over the project.
    ///
    /// # Errors
    /// If the id is taken or not in kebab-case.
    pub fn add_project_rule(
        &mut self,
        rule: impl ProjectRule + 'static,
    ) -> Result<(), RuleSetError> {
        self.add(Rule::Project(Box::new(rule)))
    }

    /// Adds a rule.
    ///
    /// # Errors
    /// If the id is taken or not in kebab-case.
    pub fn add(&mut self, rule: Rule) -> Result<(), RuleSetError> {
        let id = rule.metadata().id.to_string();
        let kebab = !id.is_empty()
            && id.split('-').all(|word| {
                !word.is_empty()
                    && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
        if !kebab {
            return Err(RuleSetError::Id(id));
        }
        if self.rules.contains_key(&id) {
            return Err(RuleSetError::Duplicate(id));
        }
        self.rules.insert(id, rule);
        Ok(())
    }

    /// The rule of an id.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// The rules in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    /// Whether there is no rule.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}
