// A forge's REST API: Octokit follows `Link` headers and the addresses in answers.

import { Octokit } from '@octokit/rest'

import { base, check } from './checks.mjs'

const octokit = new Octokit({ baseUrl: base, auth: 'token', log: { debug() {}, info() {}, warn() {}, error() {} } })
const pot = { owner: 'tea', repo: 'pot' }
const ask = (call, ask) =>
  check('Octokit', call, ask, ({ name, status, response }) => ({ name, status, message: response?.data?.message }))

await ask('repository', async () => {
  const { status, data } = await octokit.rest.repos.get(pot)
  return { status, id: data.id, owner: data.owner.login, private: data.private, stars: data.stargazers_count }
})
await ask('its issues, page by page', async () => {
  const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, { ...pot, per_page: 2 })
  const numbers = []
  for await (const { data } of pages) numbers.push(data.map(({ number }) => number))
  return numbers
})
await ask('the issue that the repository leads to', async () => {
  const { data } = await octokit.rest.repos.get(pot)
  const issue = await octokit.request(`GET ${data.issues_url}`, { number: 1 })
  const again = await octokit.request(`GET ${issue.data.url}`)
  return { title: again.data.title, body: again.data.body, comments: again.data.comments }
})
await ask('a new issue', async () => {
  const { status, data, headers } = await octokit.rest.issues.create({ ...pot, title: 'Crack', labels: ['glaze'] })
  return { status, number: data.number, title: data.title, location: headers.location.replace(base, '') }
})
await ask('closed', async () => {
  const { status, data } = await octokit.rest.issues.update({ ...pot, issue_number: 1, state: 'closed' })
  return { status, state: data.state }
})
await ask('a comment', async () => {
  const { status, data } = await octokit.rest.issues.createComment({ ...pot, issue_number: 1, body: 'Mended.' })
  return { status, id: data.id }
})
await ask('starred', async () => {
  const { status, data } = await octokit.rest.activity.starRepoForAuthenticatedUser(pot)
  return { status, data }
})
await ask('no such repository', () => octokit.rest.repos.get({ owner: 'tea', repo: 'cup' }))
