// The admin API: requests with the token where one is needed, and the stream of events. The token lives in
// this tab's session storage and goes into a header, never into a URL.

import { byId } from "./dom.js";

const STORED = "understudy-token";

/** What the API says is wrong. */
export class Problem extends Error {
  constructor(status, body) {
    super(body?.detail || `the server answered ${status}`);
    this.status = status;
    this.hint = body?.hint || "";
    this.problems = body?.problems || [];
  }
}

function headers(extra = {}) {
  const token = sessionStorage.getItem(STORED);
  return token ? { ...extra, authorization: `Bearer ${token}` } : extra;
}

let asking = null;

/** Asks the person for the token; done once there is one. */
function askForToken() {
  asking ??= new Promise((resolve) => {
    const had = sessionStorage.getItem(STORED);
    byId("token-note").textContent = had
      ? "That token was not accepted."
      : "It stays in this tab and goes into no URL.";
    const dialog = byId("token-dialog");
    dialog.oncancel = (event) => event.preventDefault();
    dialog.onclose = () => {
      sessionStorage.setItem(STORED, byId("token").value.trim());
      byId("token").value = "";
      asking = null;
      resolve();
    };
    dialog.showModal();
  });
  return asking;
}

async function send(path, options) {
  for (;;) {
    const sent = sessionStorage.getItem(STORED);
    const response = await fetch(path, { ...options, headers: headers(options.headers), cache: "no-store" });
    if (response.status !== 401) return response;
    if (sent === sessionStorage.getItem(STORED)) await askForToken();
  }
}

/** The answer as JSON, or the problem. */
export async function ask(method, path, body) {
  const options = { method };
  if (body !== undefined) {
    options.body = JSON.stringify(body);
    options.headers = { "content-type": "application/json" };
  }
  const response = await send(path, options);
  const text = await response.text();
  let value = null;
  try { value = text ? JSON.parse(text) : null; } catch { /* told below */ }
  if (!response.ok) throw new Problem(response.status, value);
  return value;
}

/** Where the mode of a route or endpoint is. */
export function modePath(route, endpoint) {
  const of = `/api/routes/${encodeURIComponent(route)}`;
  return endpoint === null ? `${of}/mode` : `${of}/endpoints/${encodeURIComponent(endpoint)}/mode`;
}

/** A stream without a sign of life for this long is taken for lost, in milliseconds. */
const SILENCE = 7000;

/** Streams events to `handle` for ever; `tell` learns when the connection is there and when it is not. */
export async function stream(handle, tell) {
  let wait = 500;
  for (;;) {
    const controller = new AbortController();
    let watch = setTimeout(() => controller.abort(), SILENCE);
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => controller.abort(), SILENCE);
    };
    try {
      const response = await send("/api/calls/stream", { method: "GET", signal: controller.signal });
      if (!response.ok) throw new Problem(response.status, null);
      alive();
      tell(true);
      wait = 500;
      await read(response.body.getReader(), handle, alive);
    } catch { /* the connection is lost, which is told */ }
    clearTimeout(watch);
    tell(false);
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, 4000);
  }
}

async function read(reader, handle, alive) {
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    text += decoder.decode(value, { stream: true });
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) dispatch(event, handle);
  }
}

function dispatch(event, handle) {
  let name = "message";
  let data = "";
  for (const line of event.split("\n")) {
    if (line.startsWith("event: ")) name = line.slice(7);
    if (line.startsWith("data: ")) data += line.slice(6);
  }
  if (data) handle(name, JSON.parse(data));
}
