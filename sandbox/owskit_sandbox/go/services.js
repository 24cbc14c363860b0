// The service calls that more than one page makes, each with its shape at one place (ows.md 7, 10.2).

import { cached, call } from "./otys.js";

const DETAIL_SECONDS = 60;

export const CANDIDATE = {
  uid: 1,
  internalId: 1,
  statusId: 1,
  status: 1,
  functionTitle: 1,
  owner: 1,
  entryDateTime: 1,
  Person: { firstName: 1, infix: 1, lastName: 1, emailPrimary: 1, phoneMobile: 1, AddressPrimary: { city: 1 } },
};

export const VACANCY = {
  uid: 1,
  internalId: 1,
  title: 1,
  referenceNr: 1,
  statusId: 1,
  status: 1,
  relation: 1,
  location: 1,
  published: 1,
  publishedWebsites: 1,
  owner: 1,
  entryDateTime: 1,
};

export const PROCEDURE = {
  uid: 1,
  candidateUid: 1,
  candidate: 1,
  vacancyUid: 1,
  vacancy: 1,
  entryDateTime: 1,
  ProcedureStatus1: { uid: 1, status: 1 },
};

/** The main statuses of candidates: {id: name}; asked for once. */
export async function candidateStatuses() {
  return (await cached("CandidateService.getOptionLists", [["status"]])).status;
}

/** The websites that vacancies can be published on: {siteId: name}; asked for once. */
export async function websites() {
  return (await cached("VacancyService.getOptionLists", [["publishedWebsites"]])).publishedWebsites ?? {};
}

/** The statuses of a procedure: {uid: name}; asked for once. */
export async function procedureStatuses() {
  const rows = await cached("ProcedureStatus1Service.getList", [{ what: { uid: 1, status: 1 } }]);
  return Object.fromEntries(rows.map((row) => [row.uid, row.status ?? row.name ?? row.code]));
}

/** A list of one service. */
export function list(service, what, query) {
  return call(`${service}.getListEx`, [{ what, ...query }]);
}

/** A record in full; kept for a minute. */
export function detail(service, uid, what) {
  return cached(`${service}.getDetail`, [uid, what], DETAIL_SECONDS);
}

/** A condition that one field equals a value. */
export function equals(field, param) {
  return { type: "COND", field, op: "EQ", param };
}

/** First name, infix and last name in one. */
export function fullName({ Person: person = {} }) {
  return [person.firstName, person.infix, person.lastName].filter(Boolean).join(" ");
}
