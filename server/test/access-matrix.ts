import { peopleAndDoors } from "./access/people-and-doors.ts";
import type { Row } from "./access/rules.ts";
import { work } from "./access/work.ts";

/**
 * Who may do what (S-14): every address of the server, and what it answers to everybody who could ask. The test asks
 * each of them as each, on an object of the own organisation and on a stranger's. An address without a row here, or a
 * row without an address, fails it.
 */
export const matrix: Readonly<Record<string, Row>> = { ...peopleAndDoors, ...work };
