//! All modules that most pages need, as one: each keeps a scope of its own and hands on what it exports.
//!
//! It must never know what a module does. It reads no more of the language than the two statements that
//! tie modules together, in the form the project writes them: at the beginning of a line, by name, from a
//! relative path, with nothing exported that is assigned anew. Anything else is a mistake that a test
//! finds, never a page. What modules export has to have different names throughout, because the few that
//! pages fetch later take it from the whole.

use std::collections::{BTreeMap, BTreeSet};

/// Modules by their path.
pub(super) type Modules = BTreeMap<String, String>;

/// What keeps modules from becoming one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unfit(String);

/// Everything that `entry` needs, one after another, and what it exports.
pub(super) fn bundled(modules: &Modules, entry: &str) -> Result<String, Unfit> {
    let mut bundle = Bundle {
        modules,
        entry,
        begun: BTreeSet::new(),
        exports: BTreeSet::new(),
        text: String::new(),
    };
    bundle.add(entry)?;
    let names: Vec<_> = bundle.exports.into_iter().collect();
    Ok(format!(
        "{}export {{ {} }};\n",
        bundle.text,
        names.join(", ")
    ))
}

/// A module that pages fetch later: what it takes from one of the others comes from the whole.
pub(super) fn apart(path: &str, text: &str, modules: &Modules, entry: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for statement in statements(text) {
        match import(statement) {
            Some((_, from)) if modules.contains_key(&resolved(path, from)) => {
                result.push_str(&statement.replace(from, &relative(path, entry)));
            }
            _ => result.push_str(statement),
        }
    }
    result
}

struct Bundle<'a> {
    modules: &'a Modules,
    entry: &'a str,
    begun: BTreeSet<String>,
    exports: BTreeSet<String>,
    text: String,
}

impl Bundle<'_> {
    /// What a module needs comes before it, as the browser would run it.
    fn add(&mut self, path: &str) -> Result<(), Unfit> {
        if !self.begun.insert(path.to_owned()) {
            return Ok(());
        }
        let unfit = |what: &str| Unfit(format!("{path}: {what}"));
        let text = self
            .modules
            .get(path)
            .ok_or_else(|| unfit("is not there"))?;
        let (mut body, mut own) = (String::with_capacity(text.len()), Vec::new());
        for statement in statements(text) {
            if let Some((names, from)) = import(statement) {
                let needed = resolved(path, from);
                self.add(&needed)?;
                for name in names {
                    if name.contains(' ') || !self.exports.contains(name) {
                        return Err(unfit(&format!("imports {name} from {needed}")));
                    }
                }
            } else if let Some(rest) = statement.strip_prefix("export ") {
                let name = exported(rest).ok_or_else(|| unfit(statement))?;
                if !self.exports.insert(name.to_owned()) {
                    return Err(unfit(&format!("exports {name} as another does")));
                }
                own.push(name);
                body.push_str(rest);
            } else if !statement.trim().is_empty() {
                body.push_str(&self.fetching(path, statement));
            }
        }
        let own = own.join(", ");
        self.text.push_str(&match own.is_empty() {
            true => format!("(() => {{\n{body}}})();\n"),
            false => format!("const {{ {own} }} = (() => {{\n{body}return {{ {own} }};\n}})();\n"),
        });
        Ok(())
    }

    /// What is fetched later is looked for beside the whole.
    fn fetching(&self, path: &str, line: &str) -> String {
        let Some((before, rest)) = line.split_once("import(\"") else {
            return line.to_owned();
        };
        let Some((from, after)) = rest.split_once('"') else {
            return line.to_owned();
        };
        let from = relative(self.entry, &resolved(path, from));
        format!("{before}import(\"{from}\"{}", self.fetching(path, after))
    }
}

/// The lines of a module; an import is one whole, however many lines it takes.
fn statements(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_import = rest.starts_with("import ");
        let end = if is_import { ";\n" } else { "\n" };
        let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
        let (statement, later) = rest.split_at(length);
        rest = later;
        (!statement.is_empty()).then_some(statement)
    })
}

/// The names an import takes, and from where.
fn import(statement: &str) -> Option<(Vec<&str>, &str)> {
    let rest = statement.strip_prefix("import ")?;
    let (names, path) = rest.rsplit_once("from ").unwrap_or(("", rest));
    let path = path.trim().trim_end_matches(';').trim_matches('"');
    let names = names.trim().trim_matches(['{', '}']).split(',');
    let names = names.map(str::trim).filter(|name| !name.is_empty());
    Some((names.collect(), path))
}

/// The name of what is declared; none for what can change or has none.
fn exported(declaration: &str) -> Option<&str> {
    let declaration = declaration.strip_prefix("async ").unwrap_or(declaration);
    let rest = ["class ", "function ", "const "]
        .iter()
        .find_map(|kind| declaration.strip_prefix(kind))?;
    let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    (end > 0).then(|| &rest[..end])
}

/// The path that `from` names in the module at `path`.
fn resolved(path: &str, from: &str) -> String {
    let mut parts: Vec<&str> = path.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// How the module at `path` names `target`.
fn relative(path: &str, target: &str) -> String {
    let own: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = target.split('/').collect();
    let common = own
        .iter()
        .zip(&wanted)
        .take_while(|(own, wanted)| own == wanted)
        .count();
    let up = own.len() - 1 - common;
    let start = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    start + &wanted[common..].join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(files: &[(&str, &str)]) -> Modules {
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    fn one(text: &str) -> Result<String, Unfit> {
        let files = [("js/app.js", text), ("js/lib/dom.js", "export const A = 1;\n")];
        bundled(&modules(&files), "js/app.js")
    }

    #[test]
    fn what_a_module_needs_comes_before_it_once_and_in_a_scope_of_its_own() {
        let whole = bundled(
            &modules(&[
                ("js/app.js", "import \"./a.js\";\nimport \"./b.js\";\nlater(() => import(\"./rare/x.js\"));\n"),
                ("js/a.js", "import {\n  twice,\n} from \"./lib/n.js\";\n\nconst OWN = 1;\ntwice(OWN);\n"),
                ("js/b.js", "import { twice } from \"./lib/n.js\";\nconst OWN = 2;\ntwice(OWN);\n"),
                ("js/lib/n.js", "export function twice(n) {\n  return import(\"../rare/y.js\");\n}\n"),
            ]),
            "js/app.js",
        );
        let expected = "const { twice } = (() => {\nfunction twice(n) {\n  return import(\"./rare/y.js\");\n}\n\
                        return { twice };\n})();\n\
                        (() => {\nconst OWN = 1;\ntwice(OWN);\n})();\n\
                        (() => {\nconst OWN = 2;\ntwice(OWN);\n})();\n\
                        (() => {\nlater(() => import(\"./rare/x.js\"));\n})();\n\
                        export { twice };\n";
        assert_eq!(whole.as_deref(), Ok(expected));
    }

    #[test]
    fn what_cannot_become_part_of_it_is_said_and_never_served() {
        for text in [
            "import { B } from \"./lib/dom.js\";\n",
            "import { A as other } from \"./lib/dom.js\";\n",
            "import whole from \"./lib/dom.js\";\n",
            "import { A } from \"./lib/gone.js\";\n",
            "import { A } from \"./lib/dom.js\";\nexport const A = 2;\n",
            "export let changing = 1;\n",
            "export default class {}\n",
            "export { A };\n",
        ] {
            assert!(one(text).is_err(), "{text}");
        }
        assert!(one("import { A } from \"./lib/dom.js\";\n").is_ok());
    }

    #[test]
    fn what_is_fetched_later_takes_from_the_whole_what_is_in_it() {
        let modules = modules(&[("js/lib/dom.js", "")]);
        let text = "import { A } from \"../lib/dom.js\";\nimport { B } from \"./other.js\";\nA(B);\n";
        assert_eq!(
            apart("js/rare/x.js", text, &modules, "js/app.js"),
            "import { A } from \"../app.js\";\nimport { B } from \"./other.js\";\nA(B);\n"
        );
    }
}
