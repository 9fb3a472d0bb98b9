//! The description of the JSON API, for a person: an OpenAPI document as a readable page.
//!
//! It must never know our routes: whatever the document says is shown, nothing is added. Its texts
//! are the document's own and therefore English; only the page around them is translated.

use askama::Template;
use serde_json::Value;

use super::frame::Frame;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];
/// References within references deeper than this are cut: a schema may contain itself.
const DEPTH: usize = 4;

/// `/api/docs`.
#[derive(Template)]
#[template(path = "docs/show.html")]
pub struct ApiDocsPage<'a> {
    /// The reader's surroundings.
    pub frame: &'a Frame,
    title: String,
    version: String,
    description: String,
    groups: Vec<Group>,
}

struct Group {
    name: String,
    anchor: String,
    operations: Vec<Operation>,
}

struct Operation {
    method: String,
    path: String,
    anchor: String,
    summary: String,
    description: String,
    parameters: Vec<Parameter>,
    request: Option<String>,
    responses: Vec<Response>,
}

struct Parameter {
    name: String,
    place: String,
    kind: String,
    description: String,
    required: bool,
}

struct Response {
    status: String,
    description: String,
    example: Option<String>,
}

impl<'a> ApiDocsPage<'a> {
    /// Reads the page out of an OpenAPI document.
    pub fn new(frame: &'a Frame, document: &Value) -> Self {
        let info = &document["info"];
        Self {
            frame,
            title: text(&info["title"]),
            version: text(&info["version"]),
            description: text(&info["description"]),
            groups: groups(document),
        }
    }
}

fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for method in METHODS {
            let Some(operation) = item.get(method) else {
                continue;
            };
            let name = text(&operation["tags"][0]);
            let operation = read(document, path, method, item, operation);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group {
                    anchor: anchor(&["group", &name]),
                    name,
                    operations: vec![operation],
                }),
            }
        }
    }
    groups
}

fn read(document: &Value, path: &str, method: &str, item: &Value, operation: &Value) -> Operation {
    let parameters = [&item["parameters"], &operation["parameters"]]
        .into_iter()
        .flat_map(|list| list.as_array().into_iter().flatten())
        .map(|parameter| resolve(document, parameter))
        .map(|parameter| Parameter {
            name: text(&parameter["name"]),
            place: text(&parameter["in"]),
            kind: kind(document, &parameter["schema"]),
            description: text(&parameter["description"]),
            required: parameter["required"].as_bool().unwrap_or(false),
        })
        .collect();
    let responses = operation["responses"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(status, response)| (status, resolve(document, response)))
        .map(|(status, response)| Response {
            status: status.clone(),
            description: text(&response["description"]),
            example: content(document, response),
        })
        .collect();
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        anchor: anchor(&[method, path]),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        parameters,
        request: content(document, resolve(document, &operation["requestBody"])),
        responses,
    }
}

/// The example of a body, else one made from its schema.
fn content(document: &Value, body: &Value) -> Option<String> {
    let (_, media) = body["content"].as_object()?.iter().next()?;
    let example = match media.get("example") {
        Some(example) => example.clone(),
        None => sample(document, &media["schema"], DEPTH),
    };
    serde_json::to_string_pretty(&example)
        .ok()
        .filter(|text| text != "null")
}

fn sample(document: &Value, schema: &Value, depth: usize) -> Value {
    let schema = resolve(document, schema);
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    if depth == 0 {
        return Value::String("…".to_owned());
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = serde_json::Map::new();
        for part in parts {
            if let Value::Object(fields) = sample(document, part, depth) {
                whole.extend(fields);
            }
        }
        return Value::Object(whole);
    }
    for choice in ["oneOf", "anyOf"] {
        let parts = schema[choice].as_array().into_iter().flatten();
        if let Some(part) = parts.into_iter().find(|part| part["type"] != "null") {
            return sample(document, part, depth);
        }
    }
    match kind(document, schema).as_str() {
        "object" => Value::Object(
            schema["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, part)| (name.clone(), sample(document, part, depth - 1)))
                .collect(),
        ),
        "array" => Value::Array(vec![sample(document, &schema["items"], depth - 1)]),
        "integer" | "number" => Value::from(0),
        "boolean" => Value::from(true),
        "" => Value::Null,
        _ => Value::String("…".to_owned()),
    }
}

/// A schema's type; of several, the first that is not null.
fn kind(document: &Value, schema: &Value) -> String {
    let schema = resolve(document, schema);
    match &schema["type"] {
        Value::Array(kinds) => kinds
            .iter()
            .find(|kind| *kind != "null")
            .map(text)
            .unwrap_or_default(),
        kind => text(kind),
    }
}

/// Follows a `$ref` inside the document.
fn resolve<'v>(document: &'v Value, value: &'v Value) -> &'v Value {
    value["$ref"]
        .as_str()
        .and_then(|reference| reference.strip_prefix('#'))
        .and_then(|pointer| document.pointer(pointer))
        .unwrap_or(value)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn anchor(parts: &[&str]) -> String {
    parts
        .join("-")
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_that_contains_itself_ends() {
        let document = json!({"components": {"schemas": {"Node": {
            "type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}}
        }}}});
        let node = json!({"$ref": "#/components/schemas/Node"});
        let text = sample(&document, &node, DEPTH).to_string();
        assert!(text.contains('…'), "{text}");
    }

    #[test]
    fn operations_are_grouped_by_their_first_tag() {
        let document = json!({"paths": {
            "/a": {"get": {"tags": ["Threads"]}, "post": {"tags": ["Threads"]}},
            "/b": {"get": {"tags": ["Files"]}},
        }});
        let groups = groups(&document);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].operations[1].anchor, "post-a");
    }
}
