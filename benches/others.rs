//! What a check of about the same size costs in other tools: as many rules, over as many inputs.
//!
//! None of them decides gaps, overlaps and extremes, so each does less than `evalc check`. A tool that is not installed is left
//! out, and a line says so.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Rules of the example city.
const RULES: usize = 74;

/// A tool, and how it checks its file.
pub struct Other {
    pub name: &'static str,
    /// Program and arguments; `FILE` and `SCHEMA` stand for the files written.
    command: &'static [&'static str],
    /// What succeeds where the tool is installed.
    probe: &'static [&'static str],
    text: fn() -> String,
    schema: fn() -> String,
}

const VALIDATE: &str = "import sys, cedarpy; \
    r = cedarpy.validate_policies(open(sys.argv[1]).read(), open(sys.argv[2]).read()); sys.exit(not r.validation_passed)";

/// The tools that can stand beside it.
pub const OTHERS: &[Other] = &[
    Other { name: "jsonnet", command: &["jsonnet", "FILE"], probe: &["jsonnet", "--version"], text: jsonnet, schema: String::new },
    Other {
        name: "jsonnet (Python)",
        command: &["python3", "-c", "import sys, _jsonnet; _jsonnet.evaluate_file(sys.argv[1])", "FILE"],
        probe: &["python3", "-c", "import _jsonnet"],
        text: jsonnet,
        schema: String::new,
    },
    Other { name: "nickel", command: &["nickel", "typecheck", "FILE"], probe: &["nickel", "--version"], text: nickel, schema: String::new },
    Other {
        name: "cedar",
        command: &["cedar", "validate", "--policies", "FILE", "--schema", "SCHEMA"],
        probe: &["cedar", "--version"],
        text: cedar,
        schema: cedar_schema,
    },
    Other {
        name: "cedar (Python)",
        command: &["python3", "-c", VALIDATE, "FILE", "SCHEMA"],
        probe: &["python3", "-c", "import cedarpy"],
        text: cedar,
        schema: cedar_schema,
    },
    // What starting an interpreter costs, to be taken off the two above.
    Other {
        name: "python3, nothing",
        command: &["python3", "-c", ""],
        probe: &["python3", "-c", ""],
        text: String::new,
        schema: String::new,
    },
];

impl Other {
    /// The command over its files, written to `folder`; `None` where the tool is not installed.
    pub fn prepare(&self, folder: &Path) -> Option<Command> {
        let quiet = |words: &[&str]| {
            let mut command = Command::new(words[0]);
            command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        quiet(self.probe).status().ok().filter(std::process::ExitStatus::success)?;
        let (file, schema) = (folder.join("rules"), folder.join("schema"));
        std::fs::write(&file, (self.text)()).unwrap();
        std::fs::write(&schema, (self.schema)()).unwrap();
        let words: Vec<&str> = self
            .command
            .iter()
            .map(|word| match *word {
                "FILE" => file.to_str().unwrap(),
                "SCHEMA" => schema.to_str().unwrap(),
                word => word,
            })
            .collect();
        let mut command = quiet(&words);
        assert!(command.status().unwrap().success(), "{} accepts its file", self.name);
        Some(command)
    }
}

/// Three bands each, tried at 80 values: about the points `evalc check` looks at.
fn jsonnet() -> String {
    let mut text = String::from("local rules = {\n");
    for i in 0..RULES {
        writeln!(text, "  c{i}(x):: if x >= {} then 2 else if x >= {} then 1.5 else if x >= 60 then 1 else 0,", 95 - i % 7, 85 - i % 5)
            .unwrap();
    }
    text.push_str("};\n{ [name]: [\n  local score = rules[name](x); assert score >= 0 && score <= 2; score\n");
    text.push_str("  for x in std.range(21, 100)\n] for name in std.objectFieldsAll(rules) }\n");
    text
}

/// Typed functions; only their types are checked.
fn nickel() -> String {
    let mut text = String::new();
    for i in 0..RULES {
        let (best, good) = (95 - i % 7, 85 - i % 5);
        writeln!(text, "let c{i} : Number -> Number = fun x => if x >= {best} then 2 else if x >= {good} then 1.5 else 0 in").unwrap();
    }
    text.push_str("c0\n");
    text
}

/// Two policies for each rule; only their types are checked.
fn cedar() -> String {
    let mut text = String::new();
    for i in 0..RULES {
        let (best, good) = (95 - i % 7, 85 - i % 5);
        writeln!(text, "permit(principal is County, action == Action::\"full\", resource) when {{ principal.d{i} >= {best} }};").unwrap();
        writeln!(text, "permit(principal is County, action == Action::\"part\", resource) when {{ principal.d{i} >= {good} && principal.d{i} < {best} }};")
            .unwrap();
    }
    text
}

fn cedar_schema() -> String {
    let data: Vec<String> = (0..RULES).map(|i| format!("d{i}: Long")).collect();
    format!(
        "entity County = {{ {} }};\nentity Rule;\naction \"full\", \"part\" appliesTo {{ principal: County, resource: Rule }};\n",
        data.join(", ")
    )
}
