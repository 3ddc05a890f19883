//! What shops sell.

use std::fmt::{self, Write};

use super::table::Generator::{OneOf, Rolled};
use super::table::Row;
use crate::template::draw::Dice;

pub(super) const ROWS: &[Row] = &[
    ("$randomPrice", Rolled(price)),
    ("$randomProduct", OneOf(PRODUCTS)),
    ("$randomProductAdjective", OneOf(ADJECTIVES)),
    ("$randomProductMaterial", OneOf(MATERIALS)),
    ("$randomProductName", Rolled(product_name)),
    ("$randomDepartment", OneOf(DEPARTMENTS)),
];

/// 100.00 to 999.00.
fn price(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let cents = dice.between(10_000, 99_900);
    write!(out, "{}.{:02}", cents / 100, cents % 100)
}

fn product_name(dice: &mut Dice, out: &mut String) -> fmt::Result {
    let (adjective, material) = (dice.one_of(ADJECTIVES), dice.one_of(MATERIALS));
    write!(out, "{adjective} {material} {}", dice.one_of(PRODUCTS))
}

const PRODUCTS: &[&str] = &[
    "Bacon", "Ball", "Bike", "Car", "Chair", "Cheese", "Chicken", "Chips", "Computer", "Fish", "Gloves",
    "Hat", "Keyboard", "Mouse", "Pants", "Pizza", "Salad", "Sausages", "Shirt", "Shoes", "Soap", "Table",
    "Towels", "Tuna",
];

const ADJECTIVES: &[&str] = &[
    "Awesome",
    "Ergonomic",
    "Fantastic",
    "Generic",
    "Gorgeous",
    "Handcrafted",
    "Handmade",
    "Incredible",
    "Intelligent",
    "Licensed",
    "Practical",
    "Refined",
    "Rustic",
    "Sleek",
    "Small",
    "Tasty",
    "Unbranded",
];

const MATERIALS: &[&str] = &[
    "Concrete", "Cotton", "Fresh", "Frozen", "Granite", "Metal", "Plastic", "Rubber", "Soft", "Steel",
    "Wooden",
];

const DEPARTMENTS: &[&str] = &[
    "Automotive",
    "Baby",
    "Beauty",
    "Books",
    "Clothing",
    "Computers",
    "Electronics",
    "Games",
    "Garden",
    "Grocery",
    "Health",
    "Home",
    "Industrial",
    "Jewelery",
    "Kids",
    "Movies",
    "Music",
    "Outdoors",
    "Shoes",
    "Sports",
    "Tools",
    "Toys",
];
