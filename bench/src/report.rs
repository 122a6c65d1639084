//! Figures beside their limits.

/// What a figure may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Limit {
    AtMost(f64),
    AtLeast(f64),
}

struct Line {
    what: String,
    figure: f64,
    unit: &'static str,
    limit: Limit,
}

/// All that there is a limit for.
#[derive(Default)]
pub(crate) struct Report(Vec<Line>);

impl Report {
    pub(crate) fn note(
        &mut self,
        what: impl Into<String>,
        figure: f64,
        unit: &'static str,
        limit: Limit,
    ) {
        self.0.push(Line {
            what: what.into(),
            figure,
            unit,
            limit,
        });
    }

    /// How many figures miss their limits.
    pub(crate) fn missed(&self) -> usize {
        self.0.iter().filter(|line| !line.holds()).count()
    }

    #[expect(clippy::print_stdout, reason = "the result")]
    pub(crate) fn print(&self) {
        println!("\nfigures beside their limits");
        for line in &self.0 {
            let (word, limit) = match line.limit {
                Limit::AtMost(limit) => ("at most", limit),
                Limit::AtLeast(limit) => ("at least", limit),
            };
            let decimals = if limit > 0.0 && limit < 10.0 { 2 } else { 1 };
            println!(
                "  {:<48} {:>9.decimals$} {:<10} {word:>8} {limit:>7}  {}",
                line.what,
                line.figure,
                line.unit,
                if line.holds() { "met" } else { "MISSED" }
            );
        }
    }
}

impl Line {
    fn holds(&self) -> bool {
        match self.limit {
            Limit::AtMost(limit) => self.figure <= limit,
            Limit::AtLeast(limit) => self.figure >= limit,
        }
    }
}
