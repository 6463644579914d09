//! `cargo xtask dist`: the archive that is handed to others, made of the binary under test, and
//! looked at by those who will unpack, complete and read it.

use std::fs;
use std::path::Path;
use std::process::Command;

use hyper::Method;
use tempfile::TempDir;

use crate::client::Client;
use crate::installation::Installation;
use crate::process::Process;
use crate::server::Server;

/// A shell that completes `croupier pro` as whoever presses the key would see it.
const COMPLETES: &str = r#"
source share/bash-completion/completions/croupier
COMP_WORDS=(croupier pro) COMP_CWORD=1 COMP_LINE='croupier pro' COMP_POINT=12
_croupier croupier pro croupier
printf '%s\n' "${COMPREPLY[@]}"
"#;

/// What it prints, and what it complains of while it succeeds.
fn run(program: &str, arguments: &[&str], directory: &Path) -> (String, String) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(directory).env("LC_ALL", "C.UTF-8");
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (printed, complaint) = (said(&output.stdout), said(&output.stderr));
    assert!(output.status.success(), "{command:?}: {printed}{complaint}");
    (printed, complaint)
}

/// What it prints; it complains of nothing.
fn run_silently(program: &str, arguments: &[&str], directory: &Path) -> String {
    let (printed, complaint) = run(program, arguments, directory);
    assert_eq!(complaint, "", "{program} {arguments:?}");
    printed
}

/// Whether the program is there; what needs it is left out where it is not.
fn is_here(program: &str) -> bool {
    let is_here =
        Command::new(program).arg("--version").output().is_ok_and(|it| it.status.success());
    if !is_here {
        eprintln!("SKIPPED: there is no {program} to ask");
    }
    is_here
}

/// The archive, unpacked into the directory, and the name of what came out.
fn unpacked() -> (TempDir, String) {
    let directory = tempfile::tempdir().unwrap();
    let there = directory.path();
    // What only a debugger reads would be most of what is packed.
    run("strip", &["-o", "croupier", env!("CARGO_BIN_EXE_croupier")], there);
    let (binary, output) = (there.join("croupier"), there.display().to_string());
    let binary = binary.display().to_string();
    let task = ["run", "--quiet", "--package", "xtask", "--", "dist"];
    let arguments = [&task, &["--binary", &binary, "--output", &output][..]].concat();
    run(env!("CARGO"), &arguments, Path::new(env!("CARGO_MANIFEST_DIR")));
    let sums = fs::read_to_string(there.join("SHA256SUMS")).unwrap();
    let (_, archive) = sums.trim().split_once("  ").expect("a sum and a name");
    assert_eq!(run_silently("sha256sum", &["-c", "SHA256SUMS"], there), format!("{archive}: OK\n"));
    run("tar", &["-xzf", archive], there);
    let name = archive.strip_suffix(".tar.gz").expect("a gzipped tar").to_owned();
    (directory, name)
}

/// The binary has the application inside, with all that its page names.
async fn serves_its_pages(binary: &Path) {
    let installation = Installation::embedded();
    let arguments = Server::arguments(&installation, &[]);
    let process = Process::start_from(binary, &[], &arguments, 4).unwrap();
    let web = Client::new(process.address("application"));
    let page = web.send(Method::GET, "/", &[("accept", "text/html")], "").await.unwrap();
    let text = String::from_utf8_lossy(&page.body);
    assert_eq!(page.status, 200, "it was built before the pages were (npm run build): {text}");
    let named: Vec<_> = text.split("=\"/").skip(1).filter_map(|it| it.split('"').next()).collect();
    assert!(named.iter().any(|path| path.ends_with(".js")), "{text}");
    for path in named {
        let answer = web.get(&format!("/{path}")).await;
        assert!(answer.status == 200 && !answer.body.is_empty(), "{path}: {answer:?}");
    }
    assert!(process.stop().success());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_handed_to_others_is_whole() {
    let (directory, name) = unpacked();
    let root = directory.path().join(&name);
    serves_its_pages(&root.join("bin/croupier")).await;
    let said = run_silently("./bin/croupier", &["--version"], &root);
    assert_eq!(said.trim(), format!("croupier {}", env!("CARGO_PKG_VERSION")));
    assert!(name.starts_with(&format!("croupier-{}-", env!("CARGO_PKG_VERSION"))), "{name}");

    run_silently("bash", &["-n", "share/bash-completion/completions/croupier"], &root);
    assert_eq!(run_silently("bash", &["-euc", COMPLETES], &root), "processor\n");
    for (shell, script) in [
        ("zsh", "share/zsh/site-functions/_croupier"),
        ("fish", "share/fish/vendor_completions.d/croupier.fish"),
    ] {
        assert!(fs::read_to_string(root.join(script)).unwrap().contains("processor"));
        if is_here(shell) {
            run_silently(shell, &["-n", script], &root);
        }
    }

    let page = fs::read_to_string(root.join("share/man/man1/croupier-up.1")).unwrap();
    assert!(page.contains("CROUPIER_PARTITIONS"), "{page}");
    let pages = fs::read_dir(root.join("share/man/man1")).unwrap();
    let pages: Vec<_> = pages.map(|page| page.unwrap().path().display().to_string()).collect();
    let subcommands = fs::read_to_string(root.join("share/man/man1/croupier.1")).unwrap();
    let count = subcommands.matches("\ncroupier\\-").count();
    assert!(count > 5 && pages.len() == count + 1, "{count} subcommands, {pages:?}");
    if is_here("man") {
        for page in &pages {
            run_silently("man", &["--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l", page], &root);
        }
    }

    let others = fs::read_to_string(root.join("share/doc/croupier/THIRD-PARTY.txt")).unwrap();
    for part in ["\nopenssl-src ", "\nreact ", "Magnus Edenhill", "Daan Leijen"] {
        assert!(others.contains(part), "{part:?} is not among what others made");
    }
    assert!(!others.contains("no licence named") && !others.contains("\nproptest "));
}
