use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use shipworthy::policy::Profile;

/// Audits a repository for production readiness, deterministically and with evidence.
///
/// Exit codes: 0 ready, 1 not ready, 2 usage or configuration error, 3 nothing analysed, 4 internal error.
#[derive(Parser)]
#[command(name = "shipworthy", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Audit a repository.
    Audit(AuditArguments),
    /// List the rules.
    Rules,
    /// Print the JSON Schema of the JSON format.
    Schema,
    /// Explain a rule, or how the score is made.
    Explain {
        /// The id of a rule, or `score`.
        topic: String,
        /// With `score`: the root folder of the repository whose score is explained.
        #[arg(default_value = ".")]
        path: PathBuf,
    },
}

#[derive(Args)]
pub(crate) struct AuditArguments {
    /// The root folder of the repository.
    #[arg(default_value = ".")]
    pub(crate) path: PathBuf,
    /// How the audit is written.
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    pub(crate) format: Format,
    /// Write to a file instead of the standard output.
    #[arg(long, short)]
    pub(crate) output: Option<PathBuf>,
    /// Where the software will run: local, internal, internet-facing or regulated.
    #[arg(long, default_value_t = Profile::default())]
    pub(crate) profile: Profile,
    /// When to end with exit code 1.
    #[arg(long, value_enum, default_value_t = FailOn::NotReady)]
    pub(crate) fail_on: FailOn,
    /// Leave out files whose paths match a pattern, such as `legacy/**`; they stay in the ledger.
    #[arg(long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,
    /// State that production starts the files whose paths match a pattern, beside what the repository declares.
    #[arg(long = "entry-point", value_name = "PATTERN")]
    pub(crate) entry_points: Vec<String>,
    /// Run only these rules.
    #[arg(long = "rule", value_name = "ID")]
    pub(crate) rules: Vec<String>,
    /// How many threads work; 0 means one a processor.
    #[arg(long, default_value_t = 0)]
    pub(crate) threads: usize,
    /// The largest file that is read, in bytes.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_file_bytes: Option<u64>,
    /// The longest line of a file that is read, in bytes.
    #[arg(long, value_name = "BYTES")]
    pub(crate) max_line_bytes: Option<u32>,
    /// How deep nested code is followed.
    #[arg(long, value_name = "LEVELS")]
    pub(crate) max_depth: Option<u32>,
    /// How many steps the parsing of one file of code may take.
    #[arg(long, value_name = "STEPS")]
    pub(crate) max_file_steps: Option<u64>,
    /// How long the parsing of one file may take, whatever its steps, in milliseconds.
    #[arg(long, value_name = "MILLISECONDS")]
    pub(crate) max_file_time: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For a person at a terminal.
    Terminal,
    /// A document to send round.
    Markdown,
    /// Everything, for programs.
    Json,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// If the verdict is not READY.
    NotReady,
    /// If a finding of severity blocker counts.
    Blocker,
    /// If a finding of at least severity high counts.
    High,
    /// If a finding of at least severity medium counts.
    Medium,
    /// If a finding of at least severity low counts.
    Low,
    /// Never.
    Never,
}
