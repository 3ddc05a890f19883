//! Jobs.

use std::fmt::{self, Write};

use fake::locales::{Data, EN};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomJobArea", OneOf(AREAS)),
    ("$randomJobDescriptor", OneOf(DESCRIPTORS)),
    ("$randomJobTitle", Rolled(title)),
    ("$randomJobType", OneOf(EN::JOB_POSITION)),
];

fn title(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (descriptor, area) = (dice.one_of(DESCRIPTORS), dice.one_of(AREAS));
    write!(out, "{descriptor} {area} {}", dice.one_of(EN::JOB_POSITION))
}

const AREAS: &[&str] = &[
    "Accountability",
    "Accounts",
    "Applications",
    "Assurance",
    "Brand",
    "Branding",
    "Communications",
    "Configuration",
    "Creative",
    "Data",
    "Directives",
    "Division",
    "Functionality",
    "Group",
    "Identity",
    "Implementation",
    "Infrastructure",
    "Integration",
    "Interactions",
    "Intranet",
    "Markets",
    "Marketing",
    "Metrics",
    "Mobility",
    "Operations",
    "Optimization",
    "Program",
    "Quality",
    "Research",
    "Response",
    "Security",
    "Solutions",
    "Tactics",
    "Usability",
    "Web",
];

const DESCRIPTORS: &[&str] = &[
    "Central",
    "Chief",
    "Corporate",
    "Customer",
    "Direct",
    "District",
    "Dynamic",
    "Forward",
    "Future",
    "Global",
    "Human",
    "Internal",
    "International",
    "Investor",
    "Lead",
    "Legacy",
    "National",
    "Principal",
    "Product",
    "Regional",
    "Senior",
];
