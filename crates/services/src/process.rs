//! Processes on a leash: whoever dies, however suddenly, takes the servers it started along.
//!
//! A server is the child of a small shell that holds one end of a pipe; we hold the other. When
//! we die, even of SIGKILL, the kernel closes our end, and the shell kills its child. Until then
//! the pipe carries the names of signals to send, each confirmed once it has been sent. The shell
//! is the server's parent, so the number it signals cannot have become somebody else's, and
//! when the shell has ended the server has. All of them are a process group of their own: Ctrl-C
//! in a terminal reaches us, and we decide in which order things stop.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::time::Duration;

use crate::directory;
use crate::error::{Error, doing};
use crate::patience::Patience;

/// `$server` does not inherit the pipes. A pipe that broke must not kill who waits for its end. And
/// a group of which one is paused gets SIGHUP when its parent dies, which would kill the shell
/// before it has killed the server.
const LEASH: &str = r#"
trap '' HUP
exec 3<&0 4>&1 0</dev/null 1>&2
"$@" 3<&- 4>&- &
server=$!
echo "$server" >&4
(
  trap '' PIPE
  while read -r signal <&3; do
    kill -s "$signal" "$server"
    echo "$signal" >&4
  done 2>/dev/null
  kill -s KILL "$server" 2>/dev/null
) &
leash=$!
exec 3<&- 4>&-
wait "$server"
code=$?
kill -s KILL "$leash"
exit "$code"
"#;

/// How much of a log is shown when something is wrong.
const LAST_LINES: usize = 25;

/// A signal that servers are sent.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Signal {
    Kill,
    Terminate,
    Stop,
    Continue,
}

impl Signal {
    fn name(self) -> &'static str {
        match self {
            Self::Kill => "KILL",
            Self::Terminate => "TERM",
            Self::Stop => "STOP",
            Self::Continue => "CONT",
        }
    }
}

/// A program to run, and where what it says is kept.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) program: OsString,
    pub(crate) arguments: Vec<OsString>,
    pub(crate) variables: Vec<(String, OsString)>,
    pub(crate) log: PathBuf,
}

impl Program {
    pub(crate) fn new(program: impl AsRef<OsStr>, log: &Path) -> Self {
        let program = program.as_ref().to_owned();
        Self { program, arguments: Vec::new(), variables: Vec::new(), log: log.to_path_buf() }
    }

    pub(crate) fn args<I: IntoIterator<Item: AsRef<OsStr>>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(|it| it.as_ref().to_owned()));
        self
    }

    pub(crate) fn name(&self) -> String {
        Path::new(&self.program).file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        last_lines(&self.log)
    }
}

/// A running program.
#[derive(Debug)]
pub(crate) struct Process {
    shell: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Process {
    pub(crate) fn start(program: &Program) -> Result<Self, Error> {
        let log = directory::open(&program.log)?;
        let mut command = Command::new("sh");
        command.args(["-c", LEASH, "sh"]).arg(&program.program).args(&program.arguments);
        command.envs(program.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let start = || format!("start {}", program.name());
        let mut shell = command.spawn().map_err(doing(start()))?;
        let (Some(orders), Some(answers)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(doing(start())(std::io::ErrorKind::BrokenPipe.into()));
        };
        let mut answers = BufReader::new(answers);
        // The shell says the number of its child once there is one to signal.
        answers.read_line(&mut String::new()).map_err(doing(start()))?;
        Ok(Self { shell, orders: Some(orders), answers })
    }

    /// The process group of the program and of the shell that holds it.
    #[cfg(test)]
    pub(crate) fn group(&self) -> u32 {
        self.shell.id()
    }

    /// Sends a signal and returns when it has been sent; to one that has ended it says nothing.
    pub(crate) fn signal(&mut self, signal: Signal) {
        let Some(orders) = &mut self.orders else { return };
        let sent = writeln!(orders, "{}", signal.name());
        let mut confirmed = String::new();
        if sent.is_ok() {
            drop(self.answers.read_line(&mut confirmed));
        }
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> Option<ExitStatus> {
        self.shell.try_wait().ok().flatten()
    }

    /// SIGKILL, and waits for its end.
    pub(crate) fn kill(&mut self) {
        self.signal(Signal::Kill);
        self.orders = None;
        drop(self.shell.wait());
    }

    /// SIGTERM, and waits for its end; SIGKILL if it takes longer. True if that was not needed.
    pub(crate) fn stop(&mut self, name: &str, bound: Duration) -> bool {
        self.signal(Signal::Terminate);
        self.signal(Signal::Continue);
        let mut patience = Patience::new(format!("{name} to stop"), bound);
        while self.ended().is_none() {
            if !patience.go_on(String::new) {
                self.kill();
                return false;
            }
        }
        true
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a program to its end.
pub(crate) fn run(
    program: &Program,
    patience: &mut Patience,
    so_far: impl Fn() -> String,
) -> Result<(), Error> {
    finish(&mut Process::start(program)?, program, patience, so_far)
}

/// Waits until a program has ended with success, as long as the patience lasts.
pub(crate) fn finish(
    process: &mut Process,
    program: &Program,
    patience: &mut Patience,
    so_far: impl Fn() -> String,
) -> Result<(), Error> {
    let failed = |said| Error::Failed { program: program.name(), said };
    loop {
        match process.ended() {
            Some(status) if status.success() => return Ok(()),
            Some(_) => return Err(failed(program.last_words())),
            None if patience.go_on(&so_far) => {}
            None => {
                process.kill();
                let bound = format!("(it was stopped after {} s)", patience.bound_s());
                return Err(failed(format!("{}\n{bound}", program.last_words())));
            }
        }
    }
}

/// What a command prints when it succeeds; an error with what it said when it does not.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let program = program.to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(doing(format!("start {program}")))?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(printed);
    }
    let said = printed + &String::from_utf8_lossy(&output.stderr);
    Err(Error::Failed { program, said: said.trim_end().to_owned() })
}

fn last_lines(path: &Path) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(LAST_LINES)..].join("\n")
}
