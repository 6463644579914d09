//! What whoever asked is told.

use std::fmt;

use croupier_domain::Proved;
use croupier_log::{Lineage, Log};

use super::Verified;

/// All partitions together.
pub(super) struct Report {
    lineage: Lineage,
    partition_count: u32,
    commit_count: u64,
    stray_count: u64,
    player_count: usize,
    checkpoint_count: u64,
    money: Sums,
    proved: Proved,
    /// Where the views stand that were compared.
    views_at: Vec<String>,
    has_views: bool,
    heads: Vec<String>,
    losses: Vec<String>,
    notes: Vec<String>,
    findings: Vec<String>,
}

/// In minor units.
#[derive(Default)]
struct Sums {
    deposited: i128,
    withdrawn: i128,
    balances: i128,
    house: i128,
    open_stakes: i128,
}

impl Report {
    pub(super) fn of(log: &dyn Log) -> Self {
        Self {
            lineage: log.lineage(),
            partition_count: log.partition_count(),
            commit_count: 0,
            stray_count: 0,
            player_count: 0,
            checkpoint_count: 0,
            money: Sums::default(),
            proved: Proved::default(),
            views_at: Vec::new(),
            has_views: false,
            heads: Vec::new(),
            losses: Vec::new(),
            notes: Vec::new(),
            findings: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, verified: &Verified) {
        let Verified { survey, books, shown, broken } = verified;
        let (partition, totals) = (survey.partition, books.state.totals());
        self.commit_count += survey.head.next_seq;
        self.stray_count += survey.stray_count;
        self.player_count += books.state.player_count();
        self.checkpoint_count += books.checkpoint_count;
        self.money.deposited += totals.flows.deposited.0;
        self.money.withdrawn += totals.flows.withdrawn.0;
        self.money.balances += totals.balances.0;
        self.money.house += totals.house();
        self.money.open_stakes += totals.open_stakes();
        self.proved += books.proved;
        self.has_views |= shown.is_some();
        if let Some(at) = shown.and_then(|shown| shown.position) {
            self.views_at.push(format!("{partition}:{}", at.seq));
        }
        if let Some(seq) = survey.head.seq() {
            self.heads.push(format!("{partition}:{seq}:{}", survey.head.hash));
        }
        let in_partition = |what: &String| format!("partition {partition}: {what}");
        self.findings.extend(survey.broken.iter().chain(broken).map(in_partition));
        self.notes.extend(survey.notes.iter().map(in_partition));
        self.losses.extend(books.losses.iter().map(|(seq, lost)| {
            format!(
                "partition {partition}: commit {seq} accepts that commit {} ({}) is gone",
                lost.seq, lost.hash
            )
        }));
    }

    pub(super) fn holds(&self) -> bool {
        self.findings.is_empty()
    }

    fn holding(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { checkpoint_count, money, proved, .. } = self;
        writeln!(f, "chain     every commit stands on the one before it")?;
        writeln!(
            f,
            "accounts  all balances and {checkpoint_count} checkpoints are what is folded"
        )?;
        let (sign, house) = if money.house < 0 { ('-', "lost") } else { ('+', "won") };
        writeln!(
            f,
            "money     {} deposited - {} withdrawn = {} in balances {sign} {} the house has \
             {house} + {} at stake",
            amount(money.deposited),
            amount(money.withdrawn),
            amount(money.balances),
            amount(money.house.abs()),
            amount(money.open_stakes),
        )?;
        let Proved { redrawn_count, sealed_count, other_rules_count } = proved;
        write!(f, "draws     {} drawn again", counted(*redrawn_count, "outcome"))?;
        write!(f, "; {sealed_count} under seeds that are not revealed")?;
        if *other_rules_count > 0 {
            write!(f, "; {other_rules_count} under rules that this build does not have")?;
        }
        writeln!(f)?;
        match (self.has_views, &self.views_at[..]) {
            (false, _) => writeln!(f, "views     not compared: name those in Redis with --views"),
            (true, []) => writeln!(f, "views     hold nothing yet"),
            (true, at) => writeln!(f, "views     are what is folded, at {}", at.join(",")),
        }?;
        writeln!(f, "heads     keep them where nobody can write who can write the log, and hold")?;
        write!(f, "          it to them the next time, each behind an --expect:")?;
        self.heads.iter().try_for_each(|head| write!(f, "\n          {head}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lineage, partition_count, commit_count, .. } = self;
        let Self { player_count, stray_count, .. } = self;
        let (commits, players) = (counted(*commit_count, "commit"), *player_count as u64);
        write!(f, "log {lineage}: {}, ", counted((*partition_count).into(), "partition"))?;
        write!(f, "{commits} of {}, ", counted(players, "player"))?;
        writeln!(f, "{}", counted(*stray_count, "stray"))?;
        self.losses.iter().try_for_each(|loss| writeln!(f, "loss      {loss}"))?;
        self.notes.iter().try_for_each(|note| writeln!(f, "note      {note}"))?;
        match &self.findings[..] {
            [] => self.holding(f),
            [all @ .., last] => {
                all.iter().try_for_each(|found| writeln!(f, "BROKEN    {found}"))?;
                write!(f, "BROKEN    {last}")
            }
        }
    }
}

/// Minor units as an amount with two decimals.
fn amount(minor: i128) -> String {
    let (sign, minor) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    format!("{sign}{}.{:02}", minor / 100, minor % 100)
}

/// `1 player`, `2 players`
fn counted(count: u64, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}
