//! Kind, range and format of all 118, by a thousand values each.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::fmt::strtime;
use regex::Regex;

use super::iban;
use super::table::{Generator, find, rows};
use crate::template::draw::Draw;

/// A thousand values, each from its own dice.
fn values(name: &str) -> impl Iterator<Item = String> {
    let generator = find(name).unwrap_or_else(|| panic!("{name} is not known"));
    let draw = Draw { seed: 42, now: now() };
    let mut scratch = String::new();
    (0..1000).map(move |place| generator.value(draw.now, &mut draw.dice(place), &mut scratch).to_owned())
}

fn now() -> Timestamp {
    "2026-07-01T12:34:56.789Z".parse().unwrap()
}

/// Every value has this form, as a whole.
#[track_caller]
fn check_form(name: &str, pattern: &str) {
    let pattern = Regex::new(&format!("^(?:{pattern})$")).unwrap();
    for value in values(name) {
        assert!(pattern.is_match(&value), "{name}: `{value}` is not {pattern}");
    }
}

/// Every value is a number between these.
#[track_caller]
fn check_range(name: &str, least: f64, most: f64) {
    for value in values(name) {
        let number: f64 = value.parse().unwrap();
        assert!((least..=most).contains(&number), "{name}: {value} is not within {least} and {most}");
    }
}

/// Every value passes.
#[track_caller]
fn check_each(name: &str, passes: impl Fn(&str) -> bool) {
    for value in values(name) {
        assert!(passes(&value), "{name}: `{value}`");
    }
}

const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
/// Words with what stands within and between them in the lists.
const WORDS: &str = r"[\p{L}\d][\p{L}\d '’.,/()&-]*[\p{L}\d.)]";
const NAME: &str = r"[A-Z][A-Za-z']+";
const USER: &str = r"[A-Z][A-Za-z]+(?:[._][A-Z][A-Za-z]+)?(?:\d{1,2})?";
const DOMAIN: &str = r"[a-z]+\.(?:com|biz|info|name|net|org|io|co)";
const DATE: &str = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d \d{4} \d\d:\d\d:\d\d GMT\+0000 \(Coordinated Universal Time\)";
const FILE: &str = r"[a-z0-9]+(?:_[a-z0-9]+)+\.[a-z0-9]+";
const SENTENCE: &str = r"[A-Z][a-z]*(?: [a-z]+){2,9}\.";

#[rustfmt::skip]
const FORMS: [(&str, &str); 118] = [
    // Common.
    ("$guid", UUID),
    ("$timestamp", "1782909296"),
    ("$isoTimestamp", r"2026-07-01T12:34:56\.789Z"),
    ("$randomUUID", UUID),
    // Text, numbers, colours.
    ("$randomAlphaNumeric", "[a-z0-9]"),
    ("$randomBoolean", "true|false"),
    ("$randomInt", r"\d{1,4}"),
    ("$randomColor", "[a-z]+"),
    ("$randomHexColor", "#[0-9a-f]{6}"),
    ("$randomAbbreviation", "[A-Z]{2,5}"),
    // Internet.
    ("$randomIP", r"\d{1,3}(?:\.\d{1,3}){3}"),
    ("$randomIPV6", "[0-9a-f]{4}(?::[0-9a-f]{4}){7}"),
    ("$randomMACAddress", "[0-9a-f]{2}(?::[0-9a-f]{2}){5}"),
    ("$randomPassword", "[A-Za-z0-9]{15}"),
    ("$randomLocale", "[a-z]{2}"),
    ("$randomUserAgent", r"(?:Mozilla|Opera)/\d.*\S"),
    ("$randomProtocol", "https?"),
    ("$randomSemver", r"\d\.\d\.\d"),
    // Names.
    ("$randomFirstName", NAME),
    ("$randomLastName", NAME),
    ("$randomFullName", r"[A-Z][A-Za-z']+ [A-Z][A-Za-z']+"),
    ("$randomNamePrefix", r"Mr\.|Mrs\.|Ms\.|Miss|Dr\."),
    ("$randomNameSuffix", r"Jr\.|Sr\.|I|II|III|IV|V|MD|DDS|PhD|DVM"),
    // Profession.
    ("$randomJobArea", "[A-Z][a-z]+"),
    ("$randomJobDescriptor", "[A-Z][a-z]+"),
    ("$randomJobTitle", "[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+"),
    ("$randomJobType", "[A-Z][a-z]+"),
    // Phone, address, location.
    ("$randomPhoneNumber", r"\d{3}-\d{3}-\d{4}"),
    ("$randomPhoneNumberExt", r"\d{2}-\d{3}-\d{3}-\d{4}"),
    ("$randomCity", r"(?:[A-Z][a-z]+ )?[A-Z][A-Za-z']+"),
    ("$randomStreetName", r"[A-Z][A-Za-z']+ [A-Z][a-z]+"),
    ("$randomStreetAddress", r"[1-9]\d{2,4} [A-Z][A-Za-z']+ [A-Z][a-z]+"),
    ("$randomCountry", WORDS),
    ("$randomCountryCode", "[A-Z]{2}"),
    ("$randomLatitude", r"-?\d{1,2}\.\d{4}"),
    ("$randomLongitude", r"-?\d{1,3}\.\d{4}"),
    // Images.
    ("$randomAvatarImage", r"https://\S+"),
    ("$randomImageUrl", "https?://[a-z.]+/640/480"),
    ("$randomAbstractImage", "https?://[a-z.]+/640/480/abstract"),
    ("$randomAnimalsImage", "https?://[a-z.]+/640/480/animals"),
    ("$randomBusinessImage", "https?://[a-z.]+/640/480/business"),
    ("$randomCatsImage", "https?://[a-z.]+/640/480/cats"),
    ("$randomCityImage", "https?://[a-z.]+/640/480/city"),
    ("$randomFoodImage", "https?://[a-z.]+/640/480/food"),
    ("$randomNightlifeImage", "https?://[a-z.]+/640/480/nightlife"),
    ("$randomFashionImage", "https?://[a-z.]+/640/480/fashion"),
    ("$randomPeopleImage", "https?://[a-z.]+/640/480/people"),
    ("$randomNatureImage", "https?://[a-z.]+/640/480/nature"),
    ("$randomSportsImage", "https?://[a-z.]+/640/480/sports"),
    ("$randomTransportImage", "https?://[a-z.]+/640/480/transport"),
    ("$randomImageDataUri", r"data:image/svg\+xml;charset=UTF-8,%3Csvg[A-Za-z0-9%.]+%3C%2Fsvg%3E"),
    // Finance.
    ("$randomBankAccount", r"\d{8}"),
    ("$randomBankAccountName", "(?:[A-Z][a-z]+ ){1,2}Account"),
    ("$randomCreditCardMask", r"\d{4}"),
    ("$randomBankAccountBic", "[A-Z]{6}[A-Z2-9]{2}"),
    ("$randomBankAccountIban", r"[A-Z]{2}\d{2}[A-Z0-9]{11,27}"),
    ("$randomTransactionType", "[a-z]+"),
    ("$randomCurrencyCode", "[A-Z]{3}"),
    ("$randomCurrencyName", WORDS),
    ("$randomCurrencySymbol", r"\S{1,3}"),
    ("$randomBitcoin", "[13][1-9A-HJ-NP-Za-km-z]{25,33}"),
    // Business.
    ("$randomCompanyName", r"[A-Z][A-Za-z']+(?: (?:Inc|LLC|Group|and Sons)| - [A-Z][A-Za-z']+|, [A-Z][A-Za-z']+ and [A-Z][A-Za-z']+)"),
    ("$randomCompanySuffix", "Inc|LLC|Group|and Sons"),
    ("$randomBs", r"[A-Za-z0-9/-]+ [a-z-]+ [A-Za-z -]+"),
    ("$randomBsAdjective", "[A-Za-z0-9/-]+"),
    ("$randomBsBuzz", "[a-z-]+"),
    ("$randomBsNoun", "[A-Za-z -]+"),
    // Catchphrases.
    ("$randomCatchPhrase", r"[A-Z][A-Za-z -]+ [a-z0-9/ -]+ [A-Za-z -]+"),
    ("$randomCatchPhraseAdjective", "[A-Z][A-Za-z -]+"),
    ("$randomCatchPhraseDescriptor", "[a-z0-9][a-z0-9/ -]+"),
    ("$randomCatchPhraseNoun", "[A-Za-z -]+"),
    // Databases.
    ("$randomDatabaseColumn", "[a-z][A-Za-z]+"),
    ("$randomDatabaseType", "[a-z]+"),
    ("$randomDatabaseCollation", "[a-z0-9_]+_(?:bin|ci)"),
    ("$randomDatabaseEngine", "[A-Za-z]+"),
    // Dates.
    ("$randomDateFuture", DATE),
    ("$randomDatePast", DATE),
    ("$randomDateRecent", DATE),
    ("$randomWeekday", "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"),
    ("$randomMonth", "January|February|March|April|May|June|July|August|September|October|November|December"),
    // Domains, e-mails, users.
    ("$randomDomainName", DOMAIN),
    ("$randomDomainSuffix", "com|biz|info|name|net|org|io|co"),
    ("$randomDomainWord", "[a-z]+"),
    ("$randomEmail", r"[A-Z][A-Za-z]+(?:[._][A-Z][A-Za-z]+)?\d{0,2}@(?:gmail|yahoo|hotmail)\.com"),
    ("$randomExampleEmail", r"[A-Z][A-Za-z]+(?:[._][A-Z][A-Za-z]+)?\d{0,2}@example\.(?:com|net|org)"),
    ("$randomUserName", USER),
    ("$randomUrl", r"https?://[a-z]+\.[a-z]+"),
    // Files.
    ("$randomFileName", FILE),
    ("$randomFileType", "[a-z]+"),
    ("$randomFileExt", "[a-z0-9]+"),
    ("$randomCommonFileName", FILE),
    ("$randomCommonFileType", "application|audio|image|text|video"),
    ("$randomCommonFileExt", "[a-z0-9]+"),
    ("$randomFilePath", r"(?:/[a-z]+)+/[a-z0-9]+(?:_[a-z0-9]+)+\.[a-z0-9]+"),
    ("$randomDirectoryPath", "(?:/[a-z]+)+"),
    ("$randomMimeType", r"[a-z]+/[a-z0-9.+-]+"),
    // Stores.
    ("$randomPrice", r"\d{3}\.\d{2}"),
    ("$randomProduct", "[A-Z][a-z]+"),
    ("$randomProductAdjective", "[A-Z][a-z]+"),
    ("$randomProductMaterial", "[A-Z][a-z]+"),
    ("$randomProductName", "[A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+"),
    ("$randomDepartment", "[A-Z][a-z]+"),
    // Grammar.
    ("$randomNoun", "[a-z-]+"),
    ("$randomVerb", "[a-z]+"),
    ("$randomIngverb", "[a-z]+ing(?: up)?"),
    ("$randomAdjective", "[a-z0-9-]+"),
    ("$randomWord", "[A-Za-z0-9-]+"),
    ("$randomWords", "[A-Za-z0-9-]+(?: [A-Za-z0-9-]+){1,4}"),
    ("$randomPhrase", r"[A-Z][A-Za-z0-9',\x20-]+!"),
    // Lorem ipsum.
    ("$randomLoremWord", "[a-z]+"),
    ("$randomLoremWords", "[a-z]+ [a-z]+ [a-z]+"),
    ("$randomLoremSentence", SENTENCE),
    ("$randomLoremSentences", r"[A-Z][a-z ]+\.(?: [A-Z][a-z ]+\.){1,5}"),
    ("$randomLoremParagraph", r"[A-Z][a-z ]+\.(?: [A-Z][a-z ]+\.){2,5}"),
    ("$randomLoremParagraphs", r"[A-Z][A-Za-z .]+\.(?:\n[A-Z][A-Za-z .]+\.){2}"),
    ("$randomLoremText", r"[A-Z][A-Za-z .\n]+\."),
    ("$randomLoremSlug", "[a-z]+-[a-z]+-[a-z]+"),
    ("$randomLoremLines", r"[A-Z][a-z ]+\.(?:\n[A-Z][a-z ]+\.){0,4}"),
];

#[test]
fn rule_3_there_are_118_and_each_has_its_form() {
    let documented: BTreeSet<_> = FORMS.iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<_> = rows().map(|(name, _)| *name).collect();
    assert_eq!((known.len(), rows().count()), (118, 118));
    assert_eq!(known, documented);
    for (name, pattern) in FORMS {
        check_form(name, pattern);
    }
}

#[test]
fn numbers_are_within_their_ranges() {
    check_range("$randomInt", 0.0, 1000.0);
    check_range("$randomPrice", 100.0, 999.0);
    check_range("$randomLatitude", -90.0, 90.0);
    check_range("$randomLongitude", -180.0, 180.0);
    check_each("$randomIP", |value| value.parse::<std::net::Ipv4Addr>().is_ok());
    check_each("$randomIPV6", |value| value.parse::<std::net::Ipv6Addr>().is_ok());
}

#[test]
fn account_numbers_have_valid_check_digits() {
    check_each("$randomBankAccountIban", |value| {
        let (head, account) = value.split_at(4);
        (15..=31).contains(&value.len()) && iban::remainder(account.bytes().chain(head.bytes())) == 1
    });
}

/// Every date is this many seconds from now, at least and at most.
#[track_caller]
fn check_date(name: &str, least: i64, most: i64) {
    for value in values(name) {
        let text = value.trim_end_matches(" (Coordinated Universal Time)");
        let date = strtime::parse("%a %b %d %Y %H:%M:%S GMT%z", text).unwrap().to_timestamp().unwrap();
        let seconds = date.as_second() - now().as_second();
        assert!((least..=most).contains(&seconds), "{name}: {value} is {seconds} s from now");
    }
}

#[test]
fn dates_lie_around_the_present() {
    let day = 24 * 60 * 60;
    check_date("$randomDateFuture", 1, 365 * day);
    check_date("$randomDatePast", -365 * day - 1, -1);
    check_date("$randomDateRecent", -day - 1, -1);
}

#[test]
fn dates_at_the_end_of_time_are_no_problem() {
    let draw = Draw { seed: 1, now: Timestamp::MAX };
    for now in [Timestamp::MIN, Timestamp::MAX] {
        for (name, generator) in rows() {
            let mut scratch = String::new();
            assert!(!generator.value(now, &mut draw.dice(0), &mut scratch).is_empty(), "{name}");
        }
    }
}

#[test]
fn rule_3_a_new_value_at_every_place() {
    for (name, generator) in rows() {
        let possible = match generator {
            Generator::OneOf(words) => words.iter().collect::<BTreeSet<_>>().len(),
            Generator::Rolled(_) => 20,
            Generator::Timed(_) => continue,
        };
        let seen = values(name).collect::<BTreeSet<_>>().len();
        assert!(seen >= possible.min(10), "{name}: {seen} values");
    }
    assert_eq!(values("$guid").collect::<BTreeSet<_>>().len(), 1000);
}

#[test]
fn names_are_exact() {
    for name in ["$Guid", "guid", "$randomUnknown", "$ guid", "$guid ", " $guid", "$", ""] {
        assert!(find(name).is_none(), "{name}");
    }
}
