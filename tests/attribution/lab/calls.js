// Every way in which this page sends service calls. Each takes the cause as an argument (`why`), hands it on through the
// application's own code, and says it to the server beside the call. Nothing is derived from time or from what runs.
"use strict";

const query = new URLSearchParams(location.search || parent.location.search);
const setting = (name, usual) => (query.has(name) ? Number(query.get(name)) : usual);
const FLUSH = setting("flush", 0); // milliseconds, restarted by each call
const JOIN = setting("join", 20); // milliseconds, set once, joined by later calls

const PREFIX = "Otys.Services.";
const BASE = Math.floor(Math.random() * 80000) * 1000;
let calls = 0;
let requests = 0;
let gestures = 0;

const lab = (window.lab = {
  busy: 0,
  doing(promise) {
    lab.busy++;
    return Promise.resolve(promise).finally(() => lab.busy--);
  },
});

/** What the handlers of the application give as the cause of all that they start. */
function gesture(label, event) {
  return { label, at: performance.timeOrigin + (event ? event.timeStamp : performance.now()), number: ++gestures };
}

const BACKGROUND = { label: "", at: 0, number: 0 };
const BEGINNING = { label: "beginning", at: 0, number: 0 };
const LOAD = { label: "load", at: performance.timeOrigin, number: 0 };

function described(name, args, why) {
  return { id: BASE + ++calls, method: PREFIX + name, args: ["sid" + "0".repeat(23), ...args], why };
}

function address(all) {
  const truth = all.map((each) => [each.id, each.why.label, Math.round(each.why.at)]);
  const remark = all.map((each) => each.method).join(",");
  return `/jservice.php?remark=${remark}&truth=${encodeURIComponent(JSON.stringify(truth))}`;
}

function envelope(all) {
  const multi = all.map(({ method, args }) => ({ method, args }));
  return JSON.stringify({ jsonrpc: "2.0", id: ++requests, method: `${PREFIX}MultiService.execute`, params: [multi] });
}

const OPTIONS = (body, more) => ({
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body,
  ...more,
});

/** One call with fetch, at once and alone. */
async function plain(name, args, why, more) {
  const one = described(name, args, why);
  const body = JSON.stringify({ jsonrpc: "2.0", id: ++requests, method: one.method, params: one.args });
  const response = await fetch(address([one]), OPTIONS(body, more));
  return (await response.json()).result;
}

/** One call with XMLHttpRequest; `then` is called by it. */
function byXhr(name, args, why, then) {
  const one = described(name, args, why);
  const xhr = new XMLHttpRequest();
  xhr.open("POST", address([one]));
  xhr.setRequestHeader("Content-Type", "application/json");
  xhr.onload = () => then && then(JSON.parse(xhr.responseText).result);
  xhr.send(JSON.stringify({ jsonrpc: "2.0", id: ++requests, method: one.method, params: one.args }));
}

async function sendBatch(all) {
  try {
    const response = await fetch(address(all), OPTIONS(envelope(all)));
    const { result } = await response.json();
    all.forEach((each, index) => each.resolve(result[index].data));
  } catch (error) {
    all.forEach((each) => each.reject(error));
  }
}

let queued = [];
let timer;

/** A call in the batch of its turn: each call starts the timer again. */
function call(name, args, why) {
  return new Promise((resolve, reject) => {
    queued.push({ ...described(name, args, why), resolve, reject });
    clearTimeout(timer);
    timer = setTimeout(() => sendBatch(queued.splice(0)), FLUSH);
  });
}

let joined = [];

/** A call in the batch that is under way, or else in a new one. */
function join(name, args, why) {
  return new Promise((resolve, reject) => {
    joined.push({ ...described(name, args, why), resolve, reject });
    if (joined.length === 1) setTimeout(() => sendBatch(joined.splice(0)), JOIN);
  });
}

const kept = new Map();

/** A read that is sent once. */
function cached(name, args, why) {
  const key = JSON.stringify([name, args]);
  if (!kept.has(key)) kept.set(key, call(name, args, why));
  return kept.get(key);
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
