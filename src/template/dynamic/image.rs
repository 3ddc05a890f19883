//! Pictures. Postman documents the addresses of a service that is gone; these are of the same form and
//! show something.

use std::fmt::{self, Write};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomAvatarImage", Rolled(avatar)),
    ("$randomImageUrl", OneOf(&["https://loremflickr.com/640/480"])),
    ("$randomAbstractImage", OneOf(&["https://loremflickr.com/640/480/abstract"])),
    ("$randomAnimalsImage", OneOf(&["https://loremflickr.com/640/480/animals"])),
    ("$randomBusinessImage", OneOf(&["https://loremflickr.com/640/480/business"])),
    ("$randomCatsImage", OneOf(&["https://loremflickr.com/640/480/cats"])),
    ("$randomCityImage", OneOf(&["https://loremflickr.com/640/480/city"])),
    ("$randomFoodImage", OneOf(&["https://loremflickr.com/640/480/food"])),
    ("$randomNightlifeImage", OneOf(&["https://loremflickr.com/640/480/nightlife"])),
    ("$randomFashionImage", OneOf(&["https://loremflickr.com/640/480/fashion"])),
    ("$randomPeopleImage", OneOf(&["https://loremflickr.com/640/480/people"])),
    ("$randomNatureImage", OneOf(&["https://loremflickr.com/640/480/nature"])),
    ("$randomSportsImage", OneOf(&["https://loremflickr.com/640/480/sports"])),
    ("$randomTransportImage", OneOf(&["https://loremflickr.com/640/480/transport"])),
    ("$randomImageDataUri", Rolled(data_uri)),
];

fn avatar(dice: &mut Dice, out: &mut String) -> fmt::Result {
    write!(out, "https://i.pravatar.cc/128?img={}", dice.between(1, 70))
}

/// A plane of one colour.
fn data_uri(dice: &mut Dice, out: &mut String) -> fmt::Result {
    out.push_str(
        "data:image/svg+xml;charset=UTF-8,%3Csvg%20xmlns%3D%22http%3A%2F%2Fwww.w3.org%2F2000%2Fsvg%22",
    );
    out.push_str("%20width%3D%22640%22%20height%3D%22480%22%3E%3Crect%20width%3D%22100%25%22%20");
    write!(out, "height%3D%22100%25%22%20fill%3D%22%23{:06x}%22%2F%3E%3C%2Fsvg%3E", dice.below(1 << 24))
}
