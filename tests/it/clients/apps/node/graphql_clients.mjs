// GraphQL: Apollo Client 3 and 4, urql, graphql-request. They write the queries of the collection in ways of their own:
// with `__typename`, with fragments elsewhere, in an address.

import { createHash } from 'node:crypto'
import { createRequire } from 'node:module'

import { cacheExchange, Client as Urql, fetchExchange, gql } from '@urql/core'
import { GraphQLClient } from 'graphql-request'

import { base, check } from './checks.mjs'

const url = `${base}/graphql`
const sha256 = (text) => createHash('sha256').update(text).digest('hex')

const viewer = 'query WhoAmI { viewer { name } }'
const books = 'query Books($first: Int) { books(first: $first) { id title } }'
const book = `
  fragment Card on Book { price title id }
  query Book($id: ID!) { book(id: $id) { author { name } ...Card } }`
const bookWithoutFragment = 'query B($id: ID!) { book(id: $id) { id title price author { name } } }'
const addReview = `
  mutation AddReview($review: ReviewInput!) { addReview(review: $review) { id stars } }`
const review = (stars) => ({ review: { tags: ['sea'], stars, book: '1' } })
const unheardOf = 'query { shelves { id } }'

/** What an error of either Apollo Client, or of its network, says. */
const apolloError = (error) =>
  ({ messages: (error.errors ?? error.graphQLErrors ?? []).map(({ message }) => message), status: error.statusCode ?? error.networkError?.statusCode })

/** The two take the same calls. */
async function apollo(name, { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql }, { BatchHttpLink, createPersistedQueryLink }) {
  const client = (link) => new ApolloClient({ cache: new InMemoryCache(), link })
  const data = async (asked) => (await asked).data
  const ask = (call, ask) => check(name, call, ask, apolloError)

  const posting = client(new HttpLink({ uri: url }))
  await ask('query', () => data(posting.query({ query: gql(books), variables: { first: 3 } })))
  await ask('fragments', () => data(posting.query({ query: gql(book), variables: { id: '2' } })))
  await ask('mutation', () => data(posting.mutate({ mutation: gql(addReview), variables: review(1) })))
  await ask('fragments spread', () => data(posting.query({ query: gql(bookWithoutFragment), variables: { id: '1' } })))
  await ask('without variables', () => data(posting.query({ query: gql(viewer) })))
  await ask('errors', () => data(posting.query({ query: gql(book), variables: { id: '404' } })))
  await ask('errors kept', async () => {
    const { data, error, errors } = await posting.query({ query: gql(book), variables: { id: '404' }, errorPolicy: 'all', fetchPolicy: 'no-cache' })
    return { data, codes: (errors ?? error.errors).map(({ extensions }) => extensions.code) }
  })
  await ask('no such query', () => data(posting.query({ query: gql(unheardOf) })))

  const getting = client(new HttpLink({ uri: url, useGETForQueries: true }))
  await ask('GET', () => data(getting.query({ query: gql(book), variables: { id: '2' } })))

  const batching = client(new BatchHttpLink({ uri: url, batchInterval: 1 }))
  await ask('batch', () => Promise.all([
    data(batching.query({ query: gql(viewer) })),
    data(batching.query({ query: gql(books), variables: { first: 2 } })),
    data(batching.mutate({ mutation: gql(addReview), variables: review(5) })),
  ]))
  await ask('batch with an unknown query', async () => {
    const outcomes = await Promise.allSettled([
      data(batching.query({ query: gql(books), variables: { first: 3 } })), data(batching.query({ query: gql(unheardOf) })),
    ])
    return outcomes.map(({ value, reason }) => value ?? reason.message)
  })

  for (const useGETForHashedQueries of [false, true]) {
    const persisting = client(ApolloLink.from([createPersistedQueryLink({ sha256, useGETForHashedQueries }), new HttpLink({ uri: url })]))
    await ask(`persisted query, ${useGETForHashedQueries ? 'GET' : 'POST'}`,
      () => data(persisting.query({ query: gql(books), variables: { first: 2 } })))
  }
}

async function urql() {
  const ask = async (call, ask) => check('urql', call, async () => {
    const { data, error } = await ask()
    return error ? { data, errors: error.graphQLErrors.map(({ message, extensions }) => ({ message, extensions })), network: error.networkError?.message } : data
  })
  const client = (options) => new Urql({ url, exchanges: [cacheExchange, fetchExchange], ...options })
  const posting = client({ preferGetMethod: false })
  await ask('query', () => posting.query(gql(books), { first: 3 }).toPromise())
  await ask('fragments', () => posting.query(gql(book), { id: '2' }).toPromise())
  await ask('mutation', () => posting.mutation(gql(addReview), review(1)).toPromise())
  await ask('errors', () => posting.query(gql(book), { id: '404' }).toPromise())
  await ask('no such query', () => posting.query(gql(unheardOf), {}).toPromise())
  const getting = client({ preferGetMethod: 'force' })
  await ask('GET', () => getting.query(gql(book), { id: '1' }).toPromise())
}

async function graphqlRequest() {
  const ask = (call, ask) => check('graphql-request', call, ask,
    ({ response: { status, errors, data } }) => ({ status, errors, data }))
  const posting = new GraphQLClient(url)
  await ask('query', () => posting.request(books, { first: 3 }))
  await ask('fragments', () => posting.request(book, { id: '2' }))
  await ask('mutation', () => posting.request(addReview, review(1)))
  await ask('errors', () => posting.request(book, { id: '404' }))
  await ask('batch', () => posting.batchRequests([
    { document: viewer }, { document: book, variables: { id: '1' } }, { document: books, variables: { first: 2 } },
  ]))
  const getting = new GraphQLClient(url, { method: 'GET' })
  await ask('GET', () => getting.request(books, { first: 2 }))
}

const require = createRequire(import.meta.url)
await apollo('Apollo Client 3', require('@apollo/client3/core'), {
  ...require('@apollo/client3/link/batch-http'), ...require('@apollo/client3/link/persisted-queries'),
})
await apollo('Apollo Client 4', await import('@apollo/client4'), {
  ...await import('@apollo/client4/link/batch-http'), ...await import('@apollo/client4/link/persisted-queries')
    .then(({ PersistedQueryLink }) => ({ createPersistedQueryLink: (options) => new PersistedQueryLink(options) })),
})
await urql()
await graphqlRequest()
