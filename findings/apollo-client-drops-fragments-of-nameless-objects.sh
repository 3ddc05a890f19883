#!/bin/sh
# Apollo Client 3.14.1 and 4.3.8 with the cache they come with: where an answer has no `__typename` beside the fields of a
# fragment, the query succeeds and the fragment's fields are gone from its data: no error, no warning, and no
# `partial` in the result. Without the cache the same answer gives them. Fields outside of fragments do not need the name.
# Seen with node v20.20.2:
#   3.14.1: {"book":{"id":"1"}}, without the cache {"book":{"id":"1","title":"Emma"}}
#   4.3.8: {"book":{"id":"1"}}, without the cache {"book":{"id":"1","title":"Emma"}}
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix "$folder" apollo3@npm:@apollo/client@3.14.1 \
    apollo4@npm:@apollo/client@4.3.8 graphql@16.15.0 rxjs@7.8.2 >/dev/null
cat >ask.cjs <<'PROGRAM'
const { readFileSync } = require("node:fs");
const { Observable } = require("rxjs");
const told = [];
for (const level of ["warn", "error"]) console[level] = (...words) => told.push(words.join(" "));
const text = "query { book { id ...Card } } fragment Card on Book { title }";
(async () => {
  for (const name of ["apollo3", "apollo4"]) {
    const { ApolloClient, ApolloLink, InMemoryCache, Observable: Own, gql } = require(`${name}/core`);
    const Stream = name === "apollo3" ? Own : Observable;
    const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
    const link = new ApolloLink(() => new Stream((observer) => {
      observer.next({ data: { book: { id: "1", title: "Emma" } } });
      observer.complete();
    }));
    const data = async (fetchPolicy) => {
      const result = await new ApolloClient({ cache: new InMemoryCache(), link }).query({ query: gql(text), fetchPolicy });
      if (result.error || result.partial) told.push("a word");
      return JSON.stringify(result.data);
    };
    console.log(`${version}: ${await data("network-only")}, without the cache ${await data("no-cache")}`);
  }
  if (told.length > 0) console.log(told.join("\n"));
})();
PROGRAM
seen=$(node ask.cjs)
echo "$seen"
[ "$seen" = '3.14.1: {"book":{"id":"1"}}, without the cache {"book":{"id":"1","title":"Emma"}}
4.3.8: {"book":{"id":"1"}}, without the cache {"book":{"id":"1","title":"Emma"}}' ]
