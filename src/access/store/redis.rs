//! The shared store: a Redis in which several processes add up what they count, and lease what a limit leaves.
//!
//! Every script takes absolute numbers and is atomic in Redis, so that sending it again changes nothing.
//! Of each month and minute there are two kinds of hashes: totals, and what each process said last.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use redis::{Client, Commands, Connection, ConnectionLike, RedisError, Script};

use super::trouble::Trouble;
use crate::access::account::Entry;
use crate::access::moment::Month;
use crate::access::register::{Named, Register};
use crate::config::StoreUrl;

/// How long Redis may take to accept a connection. It stands still on this machine or in this network.
const CONNECT: Duration = Duration::from_millis(500);
/// How long it may take to answer.
const ANSWER: Duration = Duration::from_secs(1);

/// How long a month is remembered, in seconds: itself and twelve more, with some days to spare.
const MONTH_LIFE: u64 = 410 * 24 * 60 * 60;
/// Which key is which, by name.
const KEYS: &str = "understudy:{keys}";

/// How long a minute is remembered, in seconds.
const MINUTE_LIFE: u64 = 300;

/// Adds to the totals what this process's counts grew by, and gives all totals.
const ADD_UP: &str = r"
for at = 2, #ARGV, 2 do
  local before = tonumber(redis.call('HGET', KEYS[2], ARGV[at]) or '0')
  local more = tonumber(ARGV[at + 1]) - before
  if more > 0 then
    redis.call('HINCRBY', KEYS[1], ARGV[at], string.format('%.0f', more))
    redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
  end
end
if #ARGV > 1 then
  redis.call('EXPIRE', KEYS[1], ARGV[1])
  redis.call('EXPIRE', KEYS[2], ARGV[1])
end
return redis.call('HGETALL', KEYS[1])
";

/// Leases: this process holds ARGV[3] and wants ARGV[4]; all together may hold ARGV[2]. Gives what it
/// may hold now, and what all hold.
const LEASE: &str = r"
local all = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
local before = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0')
local others = all - before
local holds = math.max(tonumber(ARGV[3]), math.min(tonumber(ARGV[4]), tonumber(ARGV[2]) - others))
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f', others + holds))
redis.call('HSET', KEYS[2], ARGV[1], string.format('%.0f', holds))
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
return {string.format('%.0f', holds), string.format('%.0f', others + holds)}
";

/// A Redis. It connects itself, again after trouble.
pub(in crate::access) struct RedisStore {
    client: Client,
    process: String,
    connection: Option<Connection>,
    add_up: Script,
    lease: Script,
}

/// A period in which leases are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::access) enum Period {
    Month(Month),
    /// By its number.
    Minute(u32),
}

/// What a process asks to hold of a limit.
#[derive(Debug, Clone, Copy)]
pub(in crate::access) struct Claim<'a> {
    /// The name that it is stored under.
    pub(in crate::access) key: &'a str,
    pub(in crate::access) period: Period,
    pub(in crate::access) most: u64,
    /// What it has used, or may use unasked already.
    pub(in crate::access) holds: u64,
    pub(in crate::access) wants: u64,
}

/// What came of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::access) struct Held {
    /// By this process.
    pub(in crate::access) own: u64,
    /// By all together.
    pub(in crate::access) all: u64,
}

impl RedisStore {
    /// Connects to nothing yet.
    pub(in crate::access) fn new(url: &StoreUrl, process: String) -> Result<Self, Trouble> {
        let client = Client::open(url.secret())
            .map_err(|error| Trouble::Lasting(format!("not the URL of a Redis: {:?}", error.kind())))?;
        let (add_up, lease) = (Script::new(ADD_UP), Script::new(LEASE));
        Ok(Self { client, process, connection: None, add_up, lease })
    }

    /// Tells which keys there are; which is which then. Where another process tells at the same time, again.
    pub(in crate::access) fn register(&mut self, keys: &[Named]) -> Result<Register, Trouble> {
        connected(&self.client, &mut self.connection, |connection| {
            redis::transaction(connection, &[KEYS], |connection, writes| {
                let before = Register::of_rows(connection.hgetall::<_, HashMap<String, String>>(KEYS)?);
                let mut register = before.clone();
                register.admit(keys);
                if register == before {
                    return Ok(Some(register));
                }
                let rows: Vec<_> = register.rows().collect();
                let written: Option<()> =
                    writes.del(KEYS).ignore().hset_multiple(KEYS, &rows).ignore().query(connection)?;
                Ok(written.map(|()| register))
            })
        })
    }

    /// Tells what this process has counted, and gives the totals of these months.
    pub(in crate::access) fn exchange(
        &mut self,
        own: &[(Entry, u64)],
        months: &[Month],
    ) -> Result<Vec<(Entry, u64)>, Trouble> {
        let mut totals = Vec::new();
        for month in months {
            let of_month = own.iter().filter(|(entry, _)| entry.month == *month);
            let mut call = self.add_up.key(totals_of(*month));
            call.key(format!("{}:{}", totals_of(*month), self.process)).arg(MONTH_LIFE);
            for (entry, count) in of_month {
                call.arg(entry.to_string()).arg(*count);
            }
            let rows: Vec<(String, u64)> =
                connected(&self.client, &mut self.connection, |connection| call.invoke(connection))?;
            totals.extend(rows.into_iter().filter_map(|(text, total)| Some((text.parse().ok()?, total))));
        }
        Ok(totals)
    }

    /// Leases as much of what is claimed as the limit leaves.
    pub(in crate::access) fn lease(&mut self, claim: Claim<'_>) -> Result<Held, Trouble> {
        let (name, life) = match claim.period {
            Period::Month(month) => (format!("understudy:{{{month}}}:held"), MONTH_LIFE),
            Period::Minute(minute) => (format!("understudy:{{minute-{minute}}}:held"), MINUTE_LIFE),
        };
        let mut call = self.lease.key(&name);
        call.key(format!("{name}:{}", self.process)).arg(claim.key).arg(claim.most);
        call.arg(claim.holds).arg(claim.wants).arg(life);
        let (own, all) = connected(&self.client, &mut self.connection, |connection| call.invoke(connection))?;
        Ok(Held { own, all })
    }

    /// Removes what only this process would have needed again, now that it ends.
    pub(in crate::access) fn leave(&mut self, months: &[Month]) -> Result<(), Trouble> {
        let names: Vec<_> =
            months.iter().map(|month| format!("{}:{}", totals_of(*month), self.process)).collect();
        connected(&self.client, &mut self.connection, |connection| {
            redis::cmd("UNLINK").arg(&names).query::<u64>(connection)
        })?;
        Ok(())
    }
}

/// The name of a month's totals; the braces keep what one script touches together in a cluster.
fn totals_of(month: Month) -> String {
    format!("understudy:{{{month}}}:calls")
}

/// Runs a command on the connection, which is made if there is none and dropped if it broke.
fn connected<T>(
    client: &Client,
    kept: &mut Option<Connection>,
    run: impl FnOnce(&mut Connection) -> Result<T, RedisError>,
) -> Result<T, Trouble> {
    let connection = kept.take().filter(ConnectionLike::is_open);
    let mut connection = match connection {
        Some(connection) => connection,
        None => connect(client).map_err(|error| trouble(&error))?,
    };
    let result = run(&mut connection).map_err(|error| trouble(&error))?;
    *kept = Some(connection);
    Ok(result)
}

fn connect(client: &Client) -> Result<Connection, RedisError> {
    let connection = client.get_connection_with_timeout(CONNECT)?;
    connection.set_read_timeout(Some(ANSWER))?;
    connection.set_write_timeout(Some(ANSWER))?;
    Ok(connection)
}

fn trouble(error: &RedisError) -> Trouble {
    Trouble::Passing(format!("Redis: {error}"))
}

/// Without the URL, which may hold a password.
impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore").field("process", &self.process).finish_non_exhaustive()
    }
}
