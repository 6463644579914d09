//! The benchmark: what the parts cost, and what the whole does over HTTP.
//!
//! Figures of one machine vary by a factor of two from hour to hour. So what is compared runs in
//! one process, in turns, several times; medians and ratios are what counts. Targets that are
//! missed are printed as missed.
//!
//! `cargo xtask bench` runs everything; `cargo xtask bench -- http` one part:
//! `domain`, `engine`, `refold`, `memory`, `http`, `distributed`.

mod disk;
mod distributed;
mod domain;
mod engine;
mod http;
mod load;
mod memory;
mod player;
mod refold;
mod report;

/// As in the product.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let parts: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let is_asked_for = |part: &str| parts.is_empty() || parts.iter().any(|asked| asked == part);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    match parts.first().map(String::as_str) {
        Some("memory-of-the-write-side") => return memory::write_side(),
        Some("memory-of-the-read-side") => return runtime.block_on(memory::read_side()),
        _ => report::machine(),
    }
    if is_asked_for("domain") {
        domain::run()?;
    }
    if is_asked_for("memory") {
        memory::run()?;
    }
    if is_asked_for("engine") {
        runtime.block_on(engine::run())?;
    }
    if is_asked_for("refold") {
        runtime.block_on(refold::run())?;
    }
    if is_asked_for("http") {
        runtime.block_on(http::run())?;
    }
    if is_asked_for("distributed") {
        runtime.block_on(distributed::run(&std::env::args().collect::<Vec<_>>()))?;
    }
    Ok(())
}
