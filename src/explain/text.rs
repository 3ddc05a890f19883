//! The report as a person reads it in a terminal.

use std::fmt;

use super::candidates::{AnsweredBy, Candidate, Choice};
use super::report::Explained;

impl fmt::Display for Explained {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.request)?;
        match &self.route {
            Some(route) => {
                writeln!(f, "  route     {} ({})", route.name, route.takes)?;
                writeln!(
                    f,
                    "  endpoint  {}",
                    route.endpoint.as_deref().unwrap_or("none of its collections")
                )?;
                writeln!(f, "  mode      {}, that of {}", route.mode, route.mode_of)?;
            }
            None => writeln!(f, "  route     none")?,
        }
        for (number, line) in self.outcome.iter().enumerate() {
            writeln!(f, "  {}  {line}", if number == 0 { "answer  " } else { "        " })?;
        }
        self.choice.as_ref().map_or(Ok(()), |choice| write!(f, "\n{choice}"))
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.answered_by, self.winner()) {
            (_, Some(winner)) => writeln!(f, "The mock chooses `{}`: {}.", winner.name, self.decided)?,
            (AnsweredBy::Protocol, None) => writeln!(f, "No example alone answers: {}.", self.decided)?,
            (_, None) => writeln!(f, "The mock has no answer: {}.", self.decided)?,
        }
        writeln!(f, "\n   score  status example")?;
        for candidate in &self.candidates {
            write!(f, "{candidate}")?;
        }
        match self.left_out {
            0 => Ok(()),
            more => writeln!(f, "          ... and {more} more"),
        }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.map_or_else(|| "none".to_owned(), |status| status.to_string());
        let score = self.score.as_deref().unwrap_or("out");
        let Self { name, item, method, path, .. } = self;
        writeln!(f, "{score:>8}  {status:<6} {name}  ({method} {path}, {item})")?;
        if let Some(out) = &self.out {
            writeln!(f, "{:>8}  {out}", "")?;
        }
        for points in &self.points {
            let (part, found, counts) = (points.part, &points.found, &points.counts);
            writeln!(f, "{counts:>8}    {part}: {found}")?;
        }
        for part in &self.differs {
            writeln!(f, "{:>8}    differs: {part}", "")?;
        }
        match self.differs_left_out {
            0 => Ok(()),
            more => writeln!(f, "{:>8}    differs: ... and {more} more parts", ""),
        }
    }
}
