//! A table of text, which reads well in a terminal and is Markdown too.

/// Lines of cells; the first line is the head.
#[derive(Debug, Default)]
pub(crate) struct Table(Vec<Vec<String>>);

impl Table {
    /// A table with this head.
    pub(crate) fn new(head: &[&str]) -> Self {
        Self(vec![head.iter().map(|&cell| cell.to_owned()).collect()])
    }

    /// Adds a line.
    pub(crate) fn line(&mut self, cells: Vec<String>) {
        self.0.push(cells);
    }

    /// The table with its columns aligned: the first to the left, the others to the right.
    pub(crate) fn render(&self) -> String {
        let columns = self.0.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.0
                .iter()
                .filter_map(|line| line.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut lines = self.0.iter().map(|line| aligned(line, &widths));
        let head = lines.next().unwrap_or_default();
        let rule = |(column, width): (usize, &usize)| {
            if column == 0 { "-".repeat(*width) } else { format!("{}:", "-".repeat(width.saturating_sub(1))) }
        };
        let rule: Vec<String> = widths.iter().enumerate().map(rule).collect();
        [head, format!("| {} |", rule.join(" | "))]
            .into_iter()
            .chain(lines)
            .fold(String::new(), |text, line| text + &line + "\n")
    }
}

fn aligned(line: &[String], widths: &[usize]) -> String {
    let cell = |(column, width): (usize, &usize)| {
        let text = line.get(column).map_or("", String::as_str);
        if column == 0 { format!("{text:<width$}") } else { format!("{text:>width$}") }
    };
    let cells: Vec<String> = widths.iter().enumerate().map(cell).collect();
    format!("| {} |", cells.join(" | "))
}
